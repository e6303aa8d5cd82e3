import { lastDueDate } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { SampleSummary } from '../../sample/sample-logs';
import type { SampleOptions } from '../../sample/sample-options';
import type { SampleForm } from '../../sample/sample-form';
import { SampleInTheWayError, writeSampleLogs } from '../../sample/write-sample';
import type { WrittenSample } from '../../sample/write-sample';
import { SOURCES_KEY, TRUTH_KEY } from '../../storage/lake-keys';
import { LakeObjectExistsError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { faultInLakeUrl } from '../../storage/lake-url';
import type { CommandContext } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { english } from '../numbers';
import type { Output } from '../output';
import { lakeAt } from '../services';

const PROGRESS_EVERY_MS = 200;

/** The options of `adtech sample`. */
export interface SampleCommandOptions extends SampleForm {
  readonly out: string;
  readonly rows: number;
  readonly days: number;
  readonly seed: number;
  readonly to?: CalendarDay;
  readonly advertisers: number;
  readonly inactive: number;
  readonly products: number;
  readonly skew?: number;
  readonly malformed: number;
  readonly ctr?: number;
  readonly conversions: number;
  readonly gzip: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** What `adtech sample` does. */
export async function sample(
  { settings, out, stop }: CommandContext,
  options: SampleCommandOptions,
): Promise<ExitCode> {
  const fault = faultInLakeUrl(options.out);
  if (fault !== undefined) throw new UsageError(`--out ${options.out}: ${fault}`);
  const lake = await lakeAt(options.out, settings);
  try {
    const { rows, to = lastDueDate(new Date()), overwrite = false } = options;
    const { parts, partitioned, timestamps, timeZone } = options;
    const format = options.gzip ? 'csv.gz' : options.format;
    const form = { parts, format, partitioned, timestamps, timeZone, signal: stop };
    const described = { ...options, rowsPerLog: rows, lastDay: to };
    const written = await writeSample(lake, described, out, overwrite, form);
    out.report({ lake: lake.url, seed: options.seed, ...jsonOf(written) }, () => {
      printSample(lake, written, out);
    });
    return EXIT.done;
  } finally {
    lake.close();
  }
}

/**
 * Writes sample logs into a lake.
 * @throws UsageError when an option is out of range, or when the lake has logs that are not to be replaced.
 */
export async function writeSample(
  lake: Lake,
  options: SampleOptions,
  out: Output,
  overwrite: boolean,
  form: SampleForm & { signal?: AbortSignal } = { parts: 1 },
): Promise<WrittenSample> {
  let shownAtMs = -Infinity;
  const onBytes = (key: string, bytes: number) => {
    const nowMs = performance.now();
    if (bytes < 1e6 || nowMs < shownAtMs + PROGRESS_EVERY_MS) return;
    shownAtMs = nowMs;
    out.progress(`${key}: ${english(Math.round(bytes / 1e6))} MB`);
  };
  try {
    return await writeSampleLogs(lake, options, { ...form, overwrite, onBytes });
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (error instanceof SampleInTheWayError && !error.replaceable && error.key === TRUTH_KEY) {
      throw new UsageError(
        `${lake.url}/${error.key} exists and would stay beside logs that it is not the truth of; ` +
          'remove it, or use --ctr, or another --out',
      );
    }
    if (error instanceof SampleInTheWayError && !error.replaceable && error.key === SOURCES_KEY) {
      throw new UsageError(
        `${lake.url}/${error.key} exists and describes other logs than the sample's, which need no description; ` +
          'remove it, or use another --out',
      );
    }
    if (error instanceof SampleInTheWayError && !error.replaceable) {
      throw new UsageError(
        `${lake.url}/${error.key} exists and would stay beside the sample, so that its rows count too; ` +
          'remove it, or use another --out',
      );
    }
    if (error instanceof SampleInTheWayError || error instanceof LakeObjectExistsError) {
      throw new UsageError(
        `${lake.url}/${error.key} exists; use --overwrite to replace it, or another --out`,
      );
    }
    throw error;
  }
}

function jsonOf(written: WrittenSample): object {
  return {
    rows: written.rows,
    bytes: written.bytes,
    product_views: written.productViews,
    impressions: written.impressions,
    clicks: written.clicks,
    conversions: written.conversions,
    malformed: written.malformed,
    active_advertisers: written.activeAdvertisers,
    inactive_advertisers: written.inactiveAdvertisers,
    products_per_advertiser: written.productsPerAdvertiser,
    first_day: written.firstDay,
    last_day: written.lastDay,
    truth: written.truthKey ?? null,
    sources: written.sourcesKey ?? null,
  };
}

function printSample(lake: Lake, written: WrittenSample, out: Output): void {
  const { rows, bytes, malformed } = written;
  out.done(`${lake.url}/input: ${describeSample(written)}`);
  if (written.truthKey !== undefined) {
    out.done(`${lake.url}/${written.truthKey}: the click probability of each product`);
  }
  if (written.sourcesKey !== undefined) {
    out.done(`${lake.url}/${written.sourcesKey}: how the event logs are read`);
  }
  out.table(
    ['log', 'rows', 'bytes', 'malformed'],
    [
      ['advertiser_ids', english(rows.advertiser_ids), english(bytes.advertiser_ids), '0'],
      ...(['product_views', 'ads_views'] as const).map((log) => [
        log,
        english(rows[log]),
        english(bytes[log]),
        english(totalOf(malformed[log])),
      ]),
    ],
  );
  if (totalOf(malformed.ads_views) === 0) return;
  out.line();
  out.table(
    ['malformed', 'product_views', 'ads_views'],
    Object.entries(malformed.ads_views).map(([reason, count]) => [
      reason,
      english(malformed.product_views[reason as keyof typeof malformed.product_views] ?? 0),
      english(count),
    ]),
  );
}

/** Describes a sample in one line. */
export function describeSample(summary: SampleSummary): string {
  const { activeAdvertisers, inactiveAdvertisers, productsPerAdvertiser, firstDay, lastDay } = summary;
  const events = [
    `${english(summary.productViews)} product views`,
    `${english(summary.impressions)} impressions`,
    `${english(summary.clicks)} clicks`,
    ...(summary.conversions === 0 ? [] : [`${english(summary.conversions)} conversions`]),
  ];
  return (
    `${new Intl.ListFormat('en-GB').format(events)} of ${english(activeAdvertisers)} active and ${english(inactiveAdvertisers)} ` +
    `inactive advertisers with ${english(productsPerAdvertiser)} products each, ${firstDay} to ${lastDay}`
  );
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
