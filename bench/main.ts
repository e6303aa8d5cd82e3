import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { CHECKOUT, removeFolder } from './bench';
import type { Bench } from './bench';
import { ListRecord, ResultsDifferError } from './compare';
import { documentProfile, documentResults } from './document';
import { LogStore } from './logs';
import { measureCounting } from './measures/counting';
import { measureDates } from './measures/dates';
import { measureLateObject } from './measures/late-object';
import { measureManyDates } from './measures/many-dates';
import { measureMemory } from './measures/memory';
import { measureOneDate } from './measures/one-date';
import { measureTwoHosts } from './measures/two-hosts';
import { Peers } from './peers';
import { createPlan, MEASURES, SIZES } from './plan';
import type { MeasureName, Size } from './plan';
import { profiledSize, profileWorker } from './profile';
import type { ThreadProfile } from './profile';
import { describeSurroundings, jsonReport, terminalTable } from './report';
import type { Row } from './row';
import { Servers } from './servers';

/** Logs, servers, packages and lists; all of it can be made anew. */
const FOLDER = path.join(CHECKOUT, '.adtech', 'bench');
const DEFAULT_REPEATS = 3;
const EXIT = { done: 0, failed: 1, wrongUsage: 2, interrupted: 130 } as const;

const RUN: Readonly<Record<MeasureName, (bench: Bench) => Promise<Row[]>>> = {
  dates: measureDates,
  counting: measureCounting,
  'one-date': measureOneDate,
  'many-dates': measureManyDates,
  memory: measureMemory,
  'late-object': measureLateObject,
  'two-hosts': measureTwoHosts,
};

interface Options {
  readonly size: readonly Size[];
  readonly repeats: number;
  readonly only: readonly MeasureName[];
  readonly quick?: boolean;
  readonly profile?: boolean;
  readonly json?: boolean;
  readonly clean?: boolean;
}

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options.clean === true) {
    removeFolder(FOLDER);
    return EXIT.done;
  }
  const stop = onStopSignal();
  const say = progressLines();
  const command = ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  try {
    await withBench(options, say, stop, async (bench) => {
      if (options.profile === true) await runProfile(bench, options, command);
      else await runMeasures(bench, options, command);
    });
    return EXIT.done;
  } catch (error) {
    if (stop.aborted) return EXIT.interrupted;
    const prefix = error instanceof ResultsDifferError ? 'RESULTS DIFFER: ' : 'error: ';
    process.stderr.write(`${prefix}${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT.failed;
  }
}

/** Opens everything that measures work with, and stops it after them. */
async function withBench(
  options: Options,
  say: (line: string) => void,
  stop: AbortSignal,
  work: (bench: Bench) => Promise<void>,
): Promise<void> {
  const plan = createPlan({
    sizes: options.size,
    repeats: options.repeats,
    measures: options.only,
    isQuick: options.quick === true,
  });
  // Postgres first: it refuses when another bench has the folder.
  const servers = await Servers.start(FOLDER, say, stop);
  try {
    const logs = new LogStore(FOLDER, say, stop);
    const peers = await Peers.prepare(FOLDER, say, stop);
    removeFolder(path.join(FOLDER, 'lists'));
    const lists = new ListRecord(path.join(FOLDER, 'lists'));
    await work({ plan, logs, servers, peers, lists, say, stop });
  } finally {
    await servers.stop();
  }
}

async function runMeasures(bench: Bench, options: Options, command: string): Promise<void> {
  const { plan, peers, say } = bench;
  const rows: Row[] = [];
  for (const measure of plan.measures) {
    const measured = await RUN[measure](bench);
    rows.push(...measured);
    say(`${measure} is done\n${terminalTable(measured)}`);
  }
  const where = describeSurroundings(command, peers.versions, new Date());
  const isWhole =
    !plan.isQuick && plan.sizes.length === SIZES.length && plan.measures.length === MEASURES.length;
  if (isWhole) documentResults(rows, peers.notes, where);
  process.stdout.write(
    options.json === true
      ? jsonReport(rows, peers.notes, where)
      : `${terminalTable(rows)}\nevery list of every date is the same, whoever made it\n`,
  );
}

async function runProfile(bench: Bench, options: Options, command: string): Promise<void> {
  const threads = await profileWorker(bench);
  const what = `The worker over ${bench.plan.dates.length} dates of size ${profiledSize(bench.plan).name}`;
  if (!bench.plan.isQuick)
    documentProfile(what, threads, describeSurroundings(command, new Map(), new Date()));
  process.stdout.write(
    options.json === true ? profileJson(what, threads) : threads.map(profileText).join('\n'),
  );
}

function parseOptions(args: readonly string[]): Options {
  const names = (all: readonly string[]) => `, of ${all.join(', ')}; parted by commas`;
  const sizeNames = SIZES.map(({ name }) => name);
  const program = new Command('npm run bench --')
    .description('Compares the system with peers over the same generated logs; without options, everything.')
    .addOption(
      new Option('--size <names>', `sizes${names(sizeNames)}`)
        .argParser((text) => namesIn(text, sizeNames).map((name) => SIZES[sizeNames.indexOf(name)]))
        .default(SIZES, 'all'),
    )
    .option('--repeats <n>', 'repeats of each measure', repeatsIn, DEFAULT_REPEATS)
    .addOption(
      new Option('--only <measures>', `measures${names(MEASURES)}`)
        .argParser((text) => namesIn(text, MEASURES))
        .default(MEASURES, 'all'),
    )
    .option('--quick', 'a tiny size, once: checks that everything works and all results are equal')
    .option('--profile', 'no measures: where the time goes in the worker, by function')
    .option('--json', 'report as one JSON document on stdout')
    .option('--clean', 'only delete what earlier calls have left in .adtech/bench')
    .allowExcessArguments(false)
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.done : EXIT.wrongUsage));
  return program.parse(args, { from: 'user' }).opts<Options>();
}

function namesIn<Name extends string>(text: string, known: readonly Name[]): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((other) => other === name);
    if (found === undefined) throw new InvalidArgumentError(`${name} is none of ${known.join(', ')}.`);
    return found;
  });
}

function repeatsIn(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('must be a whole number from 1 to 99.');
}

/** Lines on stderr, each with the time since the start. */
function progressLines(): (line: string) => void {
  const started = performance.now();
  return (line) => {
    const seconds = Math.floor((performance.now() - started) / 1_000);
    const elapsed = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    process.stderr.write(`${elapsed.padStart(6)}  ${line}\n`);
  };
}

/** Ctrl-C and SIGTERM stop everything in order; a second one ends at once. */
function onStopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      process.stderr.write('stopping\n');
      controller.abort(new Error(`stopped by ${name}`));
    });
  }
  return controller.signal;
}

function profileJson(what: string, threads: readonly ThreadProfile[]): string {
  const report = threads.map(({ name, busySeconds, functions }) => ({
    thread: name,
    busy_seconds: busySeconds,
    functions: functions.map(({ label, selfSeconds, share }) => ({
      function: label,
      self_seconds: selfSeconds,
      share,
    })),
  }));
  return `${JSON.stringify({ what, threads: report }, null, 2)}\n`;
}

function profileText({ name, busySeconds, functions }: ThreadProfile): string {
  const lines = functions.map(
    ({ label, selfSeconds, share }) =>
      `${selfSeconds.toFixed(2).padStart(8)} s ${(share * 100).toFixed(0).padStart(3)} %  ${label}\n`,
  );
  return `${name}, busy for ${busySeconds.toFixed(1)} s\n${lines.join('')}`;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
