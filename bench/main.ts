import path from 'node:path';
import { runApi, runQuickApi } from './api/run-api';
import { runDurable, runQuickDurable } from './durable/run-durable';
import { runFormats, runQuickFormats } from './formats/run-formats';
import { CHECKOUT, removeFolder } from './checkout';
import type { Bench } from './bench';
import { ListRecord, ResultsDifferError } from './compare';
import { documentProfile, documentResults } from './document';
import { LogStore } from './logs';
import { measureCounting } from './measures/counting';
import { measureDates } from './measures/dates';
import { measureLateObject } from './measures/late-object';
import { measureManyDates } from './measures/many-dates';
import { measureMemory } from './measures/memory';
import { measureAllModels } from './measures/all-models';
import { measureOneDate } from './measures/one-date';
import { measureSmallObjects } from './measures/small-objects';
import { measureTwoHosts } from './measures/two-hosts';
import { parseOptions } from './options';
import type { LogOptions } from './options';
import { Peers } from './peers';
import { createPlan, MEASURES, SIZES } from './plan';
import type { MeasureName } from './plan';
import { profiledSize, profilesAllModels, profileWorker } from './profile';
import { profileJson, profileText } from './profile-report';
import { describeSurroundings, jsonReport, terminalTable } from './report';
import type { Row } from './row';
import { Servers } from './servers';

/** Logs, servers, packages and lists; all of it can be made anew. */
const FOLDER = path.join(CHECKOUT, '.adtech', 'bench');
const EXIT = { done: 0, failed: 1, interrupted: 130 } as const;

const RUN: Readonly<Record<MeasureName, (bench: Bench) => Promise<Row[]>>> = {
  dates: measureDates,
  counting: measureCounting,
  'one-date': measureOneDate,
  'all-models': measureAllModels,
  'many-dates': measureManyDates,
  memory: measureMemory,
  'late-object': measureLateObject,
  'small-objects': measureSmallObjects,
  'two-hosts': measureTwoHosts,
};

async function main(args: readonly string[]): Promise<number> {
  const asked = parseOptions(args);
  if (asked.what === 'logs' && asked.options.clean === true) {
    removeFolder(FOLDER);
    return EXIT.done;
  }
  const stop = onStopSignal();
  const say = progressLines();
  const command = ['npm run bench', ...(args.length === 0 ? [] : ['--', ...args])].join(' ');
  try {
    await withServers(say, stop, async (servers) => {
      if (asked.what === 'api') {
        await runApi({ servers, say, stop }, asked.options, command);
        return;
      }
      if (asked.what === 'formats') {
        await runFormats({ folder: FOLDER, servers, say, stop }, asked.options, command);
        return;
      }
      if (asked.what === 'durable') {
        await runDurable({ folder: FOLDER, servers, say, stop }, asked.options, command);
        return;
      }
      const { options } = asked;
      const bench = await openBench(options, servers, say, stop);
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

/** Starts Postgres, and stops it after `work`. */
async function withServers(
  say: (line: string) => void,
  stop: AbortSignal,
  work: (servers: Servers) => Promise<void>,
): Promise<void> {
  const servers = await Servers.start(FOLDER, say, stop);
  try {
    await work(servers);
  } finally {
    await servers.stop();
  }
}

/** Prepares everything else that measures work with. */
async function openBench(
  options: LogOptions,
  servers: Servers,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<Bench> {
  const plan = createPlan({
    sizes: options.size,
    repeats: options.repeats,
    measures: options.only,
    isQuick: options.quick === true,
  });
  await servers.prepareTemporal(stop);
  const logs = new LogStore(FOLDER, say, stop);
  const peers = await Peers.prepare(FOLDER, say, stop);
  removeFolder(path.join(FOLDER, 'lists'));
  const lists = new ListRecord(path.join(FOLDER, 'lists'));
  return { plan, logs, servers, peers, lists, say, stop };
}

async function runMeasures(bench: Bench, options: LogOptions, command: string): Promise<void> {
  const { plan, peers, say } = bench;
  const rows: Row[] = [];
  for (const measure of plan.measures) {
    const measured = await RUN[measure](bench);
    rows.push(...measured);
    say(`${measure} is done\n${terminalTable(measured)}`);
  }
  const where = describeSurroundings(command, peers.versions, new Date());
  const isWhole =
    !plan.isQuick &&
    plan.sizes.length === SIZES.length &&
    SIZES.every((size) => plan.sizes.includes(size)) &&
    plan.measures.length === MEASURES.length;
  if (isWhole) documentResults(rows, peers.notes, where);
  const more = plan.isQuick ? await runQuickParts(bench) : [];
  process.stdout.write(
    options.json === true
      ? jsonReport(rows, peers.notes, where, Object.assign({}, ...more.map(({ json }) => json)) as object)
      : [
          `${terminalTable(rows)}\nevery list of every date is the same, whoever made it\n`,
          ...more.map(({ text }) => text),
        ].join('\n'),
  );
}

/** The other parts of the bench, each of a tiny size. */
async function runQuickParts(bench: Bench): Promise<{ readonly text: string; readonly json: object }[]> {
  const formats = await runQuickFormats({ ...bench, folder: FOLDER });
  const durable = await runQuickDurable({ ...bench, folder: FOLDER });
  const api = await runQuickApi(bench);
  return [
    { text: formats.text, json: { formats: formats.json } },
    { text: durable.text, json: { durable: durable.json } },
    { text: api.text, json: { api: api.json } },
  ];
}

async function runProfile(bench: Bench, options: LogOptions, command: string): Promise<void> {
  const threads = await profileWorker(bench);
  const what = `The worker over ${bench.plan.dates.length} dates of size ${profiledSize(bench.plan).name}`;
  if (!bench.plan.isQuick && !profilesAllModels(bench.plan))
    documentProfile(what, threads, describeSurroundings(command, new Map(), new Date()));
  process.stdout.write(
    options.json === true ? profileJson(what, threads) : threads.map(profileText).join('\n'),
  );
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

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
