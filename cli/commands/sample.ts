import type { Command } from 'commander';
import { lastDueDate } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { SampleSummary } from '../../sample/sample-logs';
import { MAX_PAIRS, SAMPLE_LIMITS, WORLD_DEFAULTS } from '../../sample/sample-options';
import type { SampleOptions } from '../../sample/sample-options';
import { MAX_PARTS, SampleInTheWayError, writeSampleLogs } from '../../sample/write-sample';
import type { SampleForm, WrittenSample } from '../../sample/write-sample';
import { LakeObjectExistsError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { TRUTH_KEY } from '../../storage/lake-keys';
import { faultInLakeUrl } from '../../storage/lake-url';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import { decimal, english, wholeNumber } from '../numbers';
import type { Output } from '../output';
import { lakeAt } from '../services';

/** Rows of each log, days and seed where none are given. */
export const SAMPLE_DEFAULTS = { rows: 100_000, days: 30, seed: 1 };

const PROGRESS_EVERY_MS = 200;

interface SampleCommandOptions extends SampleForm {
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
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `adtech sample` */
export function sampleCommand(onExit: OnExit): Command {
  const { rowsPerLog, days, seed, advertisers, inactive, products, skew, malformed, ctr } = SAMPLE_LIMITS;
  return command('sample', 'write deterministic sample logs into a lake')
    .requiredOption(
      '--out <url>',
      'the lake: s3://bucket/prefix or file:///folder; the logs go below its input/',
    )
    .option(
      '--rows <n>',
      `rows of each event log, malformed ones included, up to ${english(rowsPerLog.max)}`,
      wholeNumber(rowsPerLog),
      SAMPLE_DEFAULTS.rows,
    )
    .option(
      '--days <n>',
      `days that the rows are spread over, up to ${english(days.max)}`,
      wholeNumber(days),
      SAMPLE_DEFAULTS.days,
    )
    .option('--seed <n>', 'another seed gives other logs', wholeNumber(seed), SAMPLE_DEFAULTS.seed)
    .option('--to <date>', 'the last day (default: the last date due)', dateArgument)
    .option(
      '--advertisers <n>',
      `active advertisers, up to ${english(advertisers.max)}`,
      wholeNumber(advertisers),
      WORLD_DEFAULTS.advertisers,
    )
    .option(
      '--inactive <n>',
      'advertisers that are in the event logs only',
      wholeNumber(inactive),
      WORLD_DEFAULTS.inactive,
    )
    .option(
      '--products <n>',
      `products of each advertiser, up to ${english(products.max)}, and ${english(MAX_PAIRS)} of all`,
      wholeNumber(products),
      WORLD_DEFAULTS.products,
    )
    .option(
      '--skew <s>',
      "exponent of Zipf's law for advertisers and products; 0 is uniform (default: a mild shape)",
      decimal(skew),
    )
    .option(
      '--malformed <f>',
      `share of the rows of each event log that are malformed, up to ${malformed.max}, for every reason in turn`,
      decimal(malformed),
      WORLD_DEFAULTS.malformed,
    )
    .option(
      '--ctr <f>',
      `draw clicks from known click probabilities with this mean, and write them to ${TRUTH_KEY} (default: one row in 100 is a click)`,
      decimal(ctr),
    )
    .option(
      '--parts <n>',
      `objects of each event log, up to ${english(MAX_PARTS)}: input/<log>/part-00001.csv and so on`,
      wholeNumber({ min: 1, max: MAX_PARTS }),
      1,
    )
    .option('--gzip', 'compress the event logs: input/<log>/part-00001.csv.gz', false)
    .option('--overwrite', 'replace logs that are there')
    .option(...JSON_OPTION)
    .action(
      handler<SampleCommandOptions>(onExit, async ({ settings, out, stop }, options) => {
        const fault = faultInLakeUrl(options.out);
        if (fault !== undefined) throw new UsageError(`--out ${options.out}: ${fault}`);
        const lake = await lakeAt(options.out, settings);
        try {
          const { rows, to = lastDueDate(new Date()), overwrite = false, parts, gzip } = options;
          const sample = { ...options, rowsPerLog: rows, lastDay: to };
          const written = await writeSample(lake, sample, out, overwrite, { parts, gzip, signal: stop });
          out.report({ lake: lake.url, seed: options.seed, ...jsonOf(written) }, () => {
            printSample(lake, written, out);
          });
          return EXIT.done;
        } finally {
          lake.close();
        }
      }),
    );
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
  form: SampleForm & { signal?: AbortSignal } = { parts: 1, gzip: false },
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
    malformed: written.malformed,
    active_advertisers: written.activeAdvertisers,
    inactive_advertisers: written.inactiveAdvertisers,
    products_per_advertiser: written.productsPerAdvertiser,
    first_day: written.firstDay,
    last_day: written.lastDay,
    truth: written.truthKey ?? null,
  };
}

function printSample(lake: Lake, written: WrittenSample, out: Output): void {
  const { rows, bytes, malformed } = written;
  out.done(`${lake.url}/input: ${describeSample(written)}`);
  if (written.truthKey !== undefined) {
    out.done(`${lake.url}/${written.truthKey}: the click probability of each product`);
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

/** A sample in one line. */
export function describeSample(summary: SampleSummary): string {
  const { activeAdvertisers, inactiveAdvertisers, productsPerAdvertiser, firstDay, lastDay } = summary;
  return (
    `${english(summary.productViews)} product views, ${english(summary.impressions)} impressions and ` +
    `${english(summary.clicks)} clicks of ${english(activeAdvertisers)} active and ${english(inactiveAdvertisers)} ` +
    `inactive advertisers with ${english(productsPerAdvertiser)} products each, ${firstDay} to ${lastDay}`
  );
}

function totalOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
