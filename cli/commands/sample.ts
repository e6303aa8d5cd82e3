import { Option } from 'commander';
import type { Command } from 'commander';
import { SOURCES_KEY, TRUTH_KEY } from '../../storage/lake-keys';
import { TIMESTAMP_KINDS } from '../../sample/event-times';
import { DAY_PARTITION, SAMPLE_FORMATS } from '../../sample/sample-form';
import { MAX_PAIRS, MAX_PARTS, SAMPLE_LIMITS, WORLD_DEFAULTS } from '../../sample/sample-options';
import type { SampleCommandOptions } from '../actions/sample';
import { command, dateArgument, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { SAMPLE_DEFAULTS } from '../defaults';
import { decimal, english, wholeNumber } from '../numbers';

/** `adtech sample` */
export function sampleCommand(onExit: OnExit): Command {
  const { rowsPerLog, days, seed, advertisers, inactive, products, skew, malformed, ctr, conversions } =
    SAMPLE_LIMITS;
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
      `share of the rows of each event log that are malformed, up to ${malformed.max}, for every reason in turn; of CSV with a date only`,
      decimal(malformed),
      WORLD_DEFAULTS.malformed,
    )
    .option(
      '--ctr <f>',
      `draw clicks from known click probabilities with this mean, and write them to ${TRUTH_KEY} (default: one row in 100 is a click)`,
      decimal(ctr),
    )
    .option(
      '--conversions <f>',
      'share of the clicks that a conversion follows in the next row',
      decimal(conversions),
      WORLD_DEFAULTS.conversions,
    )
    .addOption(
      new Option(
        '--format <format>',
        'of the event logs; the events are the same in every format; zst needs Node 22.15 or newer',
      )
        .choices(SAMPLE_FORMATS)
        .default('csv'),
    )
    .addOption(
      new Option('--gzip', 'the same as --format csv.gz: input/<log>/part-00001.csv.gz')
        .default(false)
        .conflicts('format'),
    )
    .option(
      '--parts <n>',
      `objects of each event log, up to ${english(MAX_PARTS)}: input/<log>/part-00001.csv and so on; with --partitioned, of each of its days`,
      wholeNumber({ min: 1, max: MAX_PARTS }),
      1,
    )
    .option(
      '--partitioned',
      `the day is a partition of the key, and no column: input/<log>/${DAY_PARTITION}=2024-11-29/part-00001.csv; with ${SOURCES_KEY}`,
    )
    .addOption(
      new Option(
        '--timestamps <kind>',
        `an instant in each row in place of the day: ISO 8601 with the zone's offset or in UTC, or milliseconds since 1970; with ${SOURCES_KEY}`,
      ).choices(TIMESTAMP_KINDS),
    )
    .option(
      '--time-zone <zone>',
      'the time zone of the days of timestamps, Area/Place of IANA (default: UTC)',
    )
    .option('--overwrite', 'replace logs that are there')
    .option(...JSON_OPTION)
    .action(
      handler<SampleCommandOptions>(onExit, async (context, options) =>
        (await import('../actions/sample.js')).sample(context, options),
      ),
    );
}
