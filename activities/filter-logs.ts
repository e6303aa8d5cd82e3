import { LOG_COUNTERS } from '../domain/logs';
import type { Counter, EventLogName } from '../domain/logs';
import { MODELS } from '../domain/models';
import type { CountTable } from '../domain/product-counts';
import type { RejectReason } from '../domain/record-validation';
import { registerRun } from '../db/runs';
import type { RunQuality } from '../db/schema';
import { intermediateKey } from '../storage/lake-keys';
import { toColumns, writeParquet } from '../storage/parquet';
import type { ParquetColumn, ParquetFile } from '../storage/parquet';
import type { FilterInput, FilterResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { countEvents, readActiveAdvertisers } from './read-counts';
import type { LogReport } from './read-counts';
import { refuseTooManyRejects } from './reject-limit';
import { runStep } from './step';

/**
 * The first step of a run: keeps the rows of active advertisers up to and including the execution date and writes them
 * to the lake, summed by advertiser and product, with the rejected rows and the objects read beside them.
 */
export function createFilterLogs(deps: ActivityDependencies) {
  return (input: FilterInput): Promise<FilterResult> =>
    runStep('filter', input.executionDate, async ({ workflowId, runId, owner, signal, progress }) => {
      const { executionDate } = input;
      await registerRun(deps.db, { date: executionDate, workflowId, runId });
      const options = { signal, progress };
      const { active, report: activeReport } = await readActiveAdvertisers(deps.lake, options);
      const count = (log: EventLogName) =>
        countEvents(
          deps.lake,
          log,
          (event) => event.day <= executionDate && active.has(event.advertiserId),
          options,
        );
      const views = await count('product_views');
      const ads = await count('ads_views');
      const reports = [activeReport, views.report, ads.report];

      const write = (name: string, columns: ParquetColumn[]): Promise<ParquetFile> =>
        writeParquet(deps.lake, intermediateKey(owner, name), columns, { signal });
      // Written before the rows may be refused, as that is when they are looked for.
      const rejected = await write('rejects', rejectColumns(reports));
      refuseTooManyRejects(reports, deps.maxRejectedFraction, rejected.key);
      return {
        rowsRead: views.report.records + ads.report.records,
        rowsKept: views.kept + ads.kept,
        rowsRejected: views.report.rejected + ads.report.rejected,
        rejects: addRejects([views.report, ads.report]),
        quality: assess(active, views.counts, ads.counts),
        models: MODELS.map(({ name }) => name),
        counts: {
          product_views: await write('product_views', countColumns('product_views', views.counts)),
          ads_views: await write('ads_views', countColumns('ads_views', ads.counts)),
        },
        activeAdvertisers: await write('advertiser_ids', [
          { name: 'advertiser_id', type: 'STRING', data: [...active] },
        ]),
        inputs: await write('inputs', inputColumns(reports)),
        rejected,
      };
    });
}

function countColumns(log: EventLogName, counts: CountTable<Counter>): ParquetColumn[] {
  const rows = [...counts.entries()];
  return [
    { name: 'advertiser_id', type: 'STRING', data: rows.map((row) => row.advertiserId) },
    { name: 'product_id', type: 'STRING', data: rows.map((row) => row.productId) },
    ...LOG_COUNTERS[log].map((counter): ParquetColumn => ({
      name: counter,
      type: 'INT32',
      data: rows.map((row) => row.counts[counter]),
    })),
  ];
}

function inputColumns(reports: readonly LogReport[]): ParquetColumn[] {
  const rows = reports.flatMap(({ objects }) =>
    objects.map(({ log, object, records, rejected }) => ({
      log,
      key: object.key,
      etag: object.etag,
      size_bytes: object.sizeBytes,
      records,
      rejected,
    })),
  );
  return toColumns(rows, [
    { name: 'log', type: 'STRING' },
    { name: 'key', type: 'STRING' },
    { name: 'etag', type: 'STRING' },
    { name: 'size_bytes', type: 'DOUBLE' },
    { name: 'records', type: 'INT32' },
    { name: 'rejected', type: 'INT32' },
  ]);
}

function rejectColumns(reports: readonly LogReport[]): ParquetColumn[] {
  const rows = reports.flatMap(({ listed }) => listed.map((reject) => ({ ...reject })));
  return toColumns(rows, [
    { name: 'object', type: 'STRING' },
    { name: 'line', type: 'INT32' },
    { name: 'reason', type: 'STRING' },
  ]);
}

function addRejects(reports: readonly LogReport[]): Partial<Record<RejectReason, number>> {
  const total: Partial<Record<RejectReason, number>> = {};
  for (const { rejects } of reports) {
    for (const [reason, count] of Object.entries(rejects) as [RejectReason, number][]) {
      total[reason] = (total[reason] ?? 0) + count;
    }
  }
  return total;
}

function assess(active: ReadonlySet<string>, ...tables: readonly CountTable<Counter>[]): RunQuality {
  const seen = new Set<string>();
  let ctrAbove1 = 0;
  let clicksWithoutImpression = 0;
  for (const table of tables) {
    for (const { advertiserId, counts } of table.entries()) {
      seen.add(advertiserId);
      const { clicks = 0, impressions = 0 } = counts as Partial<Record<Counter, number>>;
      if (clicks > 0 && impressions === 0) clicksWithoutImpression++;
      else if (clicks > impressions) ctrAbove1++;
    }
  }
  return {
    ctr_above_1: ctrAbove1,
    clicks_without_impression: clicksWithoutImpression,
    advertisers_without_rows: [...active].filter((advertiser) => !seen.has(advertiser)).length,
  };
}
