import type { Command } from 'commander';
import { addDays, utcDay } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { MAX_DAYS, MAX_ROWS_PER_LOG, MAX_SEED, sampleLogs, sampleSummary } from '../../sample/sample-logs';
import type { SampleOptions, SampleSummary } from '../../sample/sample-logs';
import { LakeObjectExistsError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { logKey } from '../../storage/lake-keys';
import { faultInLakeUrl } from '../../storage/lake-url';
import { command, countArgument, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { Output } from '../output';
import { lakeAt } from '../services';

/** Rows of each log, days and seed where none are given. */
export const SAMPLE_DEFAULTS = { rows: 100_000, days: 30, seed: 1 };

interface SampleCommandOptions {
  readonly out: string;
  readonly rows: number;
  readonly days: number;
  readonly seed: number;
  readonly to?: CalendarDay;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `adtech sample` */
export function sampleCommand(onExit: OnExit): Command {
  return command('sample', 'write deterministic sample logs into a lake')
    .requiredOption(
      '--out <url>',
      'the lake: s3://bucket/prefix or file:///folder; the logs go below its input/',
    )
    .option(
      '--rows <n>',
      `rows of each log, up to ${MAX_ROWS_PER_LOG.toLocaleString('en')}`,
      countArgument(0),
      SAMPLE_DEFAULTS.rows,
    )
    .option(
      '--days <n>',
      `days that the rows are spread over, up to ${MAX_DAYS.toLocaleString('en')}`,
      countArgument(1),
      SAMPLE_DEFAULTS.days,
    )
    .option('--seed <n>', 'another seed gives other logs', countArgument(0), SAMPLE_DEFAULTS.seed)
    .option('--to <date>', 'the last day (default: yesterday)', dateArgument)
    .option('--overwrite', 'replace logs that are there')
    .option(...JSON_OPTION)
    .action(
      handler<SampleCommandOptions>(onExit, async ({ settings, out }, options) => {
        const fault = faultInLakeUrl(options.out);
        if (fault !== undefined) throw new UsageError(`--out ${options.out}: ${fault}`);
        if (options.rows > MAX_ROWS_PER_LOG || options.days > MAX_DAYS || options.seed > MAX_SEED) {
          throw new UsageError('--rows, --days or --seed is above its limit; see --help');
        }
        const lake = lakeAt(options.out, settings);
        try {
          const lastDay = options.to ?? addDays(utcDay(new Date()), -1);
          const sample = { rowsPerLog: options.rows, days: options.days, seed: options.seed, lastDay };
          const summary = await writeSample(lake, sample, out, options.overwrite === true);
          out.report({ lake: lake.url, seed: options.seed, ...jsonOf(summary) }, () => {
            out.done(`${lake.url}/input: ${describeSample(summary)}`);
          });
          return EXIT.done;
        } finally {
          lake.close();
        }
      }),
    );
}

/** Writes sample logs into a lake. @throws Error when a log is there and is not to be replaced. */
export async function writeSample(
  lake: Lake,
  options: SampleOptions,
  out: Output,
  overwrite: boolean,
): Promise<SampleSummary> {
  for (const { name, chunks } of sampleLogs(options)) {
    const key = logKey(name);
    try {
      await lake.write(
        key,
        encode(chunks, (bytes) => {
          out.progress(`${key}: ${(bytes / 1e6).toFixed(0)} MB`);
        }),
        { onlyIfAbsent: !overwrite },
      );
    } catch (error) {
      if (!(error instanceof LakeObjectExistsError)) throw error;
      throw new UsageError(`${lake.url}/${key} exists; use --overwrite to replace it, or another --out`);
    }
  }
  return sampleSummary(options);
}

function jsonOf({ rows, impressions, clicks, firstDay, lastDay, ...counts }: SampleSummary): object {
  return {
    rows,
    impressions,
    clicks,
    active_advertisers: counts.activeAdvertisers,
    inactive_advertisers: counts.inactiveAdvertisers,
    first_day: firstDay,
    last_day: lastDay,
  };
}

/** A sample in one line. */
export function describeSample({
  rows,
  firstDay,
  lastDay,
  activeAdvertisers,
  inactiveAdvertisers,
}: SampleSummary): string {
  return (
    `${rows.product_views.toLocaleString('en')} product views and ${rows.ads_views.toLocaleString('en')} ad events ` +
    `of ${String(activeAdvertisers)} active and ${String(inactiveAdvertisers)} inactive advertisers, ${firstDay} to ${lastDay}`
  );
}

async function* encode(
  chunks: Iterable<string>,
  onBytes: (total: number) => void,
): AsyncGenerator<Uint8Array> {
  let total = 0;
  for (const chunk of chunks) {
    const bytes = Buffer.from(chunk);
    total += bytes.length;
    if (total >= 1e6) onBytes(total);
    yield await Promise.resolve(bytes);
  }
}
