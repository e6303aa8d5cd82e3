import { Command, InvalidArgumentError, Option } from 'commander';
import { API_MEASURES } from './api/plan';
import type { ApiMeasureName } from './api/plan';
import { DURABLE_PEERS } from './durable/plan';
import type { DurablePeerName } from './durable/plan';
import { DEFAULT_FORMAT_ROWS, FORMAT_INPUTS } from './formats/plan';
import type { FormatInputName } from './formats/plan';
import { ALL_SIZES, MEASURES, SIZES } from './plan';
import type { MeasureName, Size } from './plan';

const DEFAULT_REPEATS = 3;
const WRONG_USAGE = 2;

interface CommonOptions {
  readonly repeats: number;
  readonly quick?: boolean;
  readonly profile?: boolean;
  readonly json?: boolean;
}

/** How logs are to be turned into lists. */
export interface LogOptions extends CommonOptions {
  readonly size: readonly Size[];
  readonly only: readonly MeasureName[];
  readonly clean?: boolean;
}

/** How lists are to be asked for. */
export interface ApiOptions extends CommonOptions {
  readonly only: readonly ApiMeasureName[];
}

/** How logs of several formats are to be counted. */
export interface FormatOptions extends Omit<CommonOptions, 'profile'> {
  readonly only: readonly FormatInputName[];
  readonly rows: number;
}

/** How durable systems are to be compared. */
export interface DurableOptions extends Omit<CommonOptions, 'profile'> {
  readonly size: readonly Size[];
  readonly only: readonly DurablePeerName[];
}

/** What was asked for. */
export type Asked =
  | { readonly what: 'logs'; readonly options: LogOptions }
  | { readonly what: 'formats'; readonly options: FormatOptions }
  | { readonly what: 'durable'; readonly options: DurableOptions }
  | { readonly what: 'api'; readonly options: ApiOptions };

/** Reads the command line; ends the process after --help, and with 2 when it cannot be understood. */
export function parseOptions(args: readonly string[]): Asked {
  let asked: Asked | undefined;
  const program = commandNamed(
    'npm run bench --',
    'Compares the system with peers over the same generated logs; without options, everything.',
  )
    // Both commands have options of the same names.
    .enablePositionalOptions()
    .addOption(sizeOption(ALL_SIZES))
    .addOption(onlyOption(MEASURES))
    .option(
      '--quick',
      'a tiny size, once, of this, `formats`, `durable` and `api`: does everything work, are all results equal?',
    )
    .option(
      '--profile',
      'no measures: where the time goes in the worker, by function; with all models for `--only all-models`',
    )
    .option('--clean', 'only delete what earlier calls have left in .adtech/bench')
    .action((options: LogOptions) => {
      asked = { what: 'logs', options };
    });
  const api = commandNamed('api', 'Compares the API with other servers over the same lists.')
    .addOption(onlyOption(API_MEASURES))
    .option('--quick', 'few lists, once: does everything work, are all answers equal?')
    .option('--profile', 'no measures: where the time goes in the API, by function')
    .action((options: ApiOptions) => {
      asked = { what: 'api', options };
    });
  const formats = commandNamed(
    'formats',
    'Compares counting with other programs over the same events in each format.',
  )
    .addOption(onlyOption(FORMAT_INPUTS, 'inputs'))
    .option('--rows <n>', 'rows of each log', rowsIn, DEFAULT_FORMAT_ROWS)
    .option('--quick', 'few rows, once: does everything work, are all counts equal?')
    .action((options: FormatOptions) => {
      asked = { what: 'formats', options };
    });
  const durable = commandNamed(
    'durable',
    'Compares the system with other durable pipelines that publish the same lists in Postgres.',
  )
    .addOption(sizeOption(SIZES))
    .addOption(onlyOption(DURABLE_PEERS, 'peers'))
    .option('--quick', 'a tiny size and the first peer, once: does everything work, are all lists equal?')
    .action((options: DurableOptions) => {
      asked = { what: 'durable', options };
    });
  program.addCommand(durable).addCommand(formats).addCommand(api).parse(args, { from: 'user' });
  if (asked === undefined) throw new Error('no command was asked for');
  return asked;
}

function commandNamed(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--repeats <n>', 'repeats of each measure', repeatsIn, DEFAULT_REPEATS)
    .option('--json', 'report as one JSON document on stdout')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));
}

/** @param sizes those that may be asked for: of a whole run, and XL. */
function sizeOption(sizes: readonly Size[]): Option {
  const names = sizes.map(({ name }) => name);
  return new Option('--size <names>', `sizes${namesText(names)}`)
    .argParser((text) => namesIn(text, names).map((name) => sizes[names.indexOf(name)]))
    .default(SIZES, sizes.length === SIZES.length ? 'all' : 'all but XL');
}

function onlyOption(names: readonly string[], what = 'measures'): Option {
  return new Option(`--only <${what}>`, `${what}${namesText(names)}`)
    .argParser((text) => namesIn(text, names))
    .default(names, 'all');
}

function namesText(all: readonly string[]): string {
  return `, of ${all.join(', ')}; parted by commas`;
}

function namesIn<Name extends string>(text: string, known: readonly Name[]): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((other) => other === name);
    if (found === undefined) throw new InvalidArgumentError(`${name} is none of ${known.join(', ')}.`);
    return found;
  });
}

function rowsIn(text: string): number {
  if (/^[1-9]\d{3,8}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1,000 to 999,999,999.');
}

function repeatsIn(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1 to 99.');
}
