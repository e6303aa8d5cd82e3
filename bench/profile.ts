import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { CHECKOUT, removeFolder } from './checkout';
import type { Bench } from './bench';
import { SIZES } from './plan';
import type { Size } from './plan';
import { Trial } from './system';

const TOP_FUNCTIONS = 10;
const MIN_SHARE = 0.01;
const MICROSECONDS_PER_SECOND = 1e6;
/** Functions in which a thread is idle: the event loop, or a pool thread that waits for a task. */
const IDLE = /^(\(idle\)|atomicsWaitLoop )/;

/** Where one thread of the worker spent its time. */
export interface ThreadProfile {
  readonly name: string;
  readonly busySeconds: number;
  /** The largest self times first. */
  readonly functions: readonly FunctionTime[];
}

/** The time spent in a function itself, not in those that it calls. */
export interface FunctionTime {
  readonly label: string;
  readonly selfSeconds: number;
  /** Of the thread's busy time. */
  readonly share: number;
}

/** As V8 writes it. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

/** The size that is profiled: M if it was asked for, else the largest. */
export function profiledSize({ sizes }: Bench['plan']): Size {
  const [fallback] = [...sizes].reverse();
  const size = sizes.find(({ name }) => name === 'M') ?? fallback ?? SIZES[0];
  if (size === undefined) throw new Error('there is no size');
  return size;
}

/** Whether all models and the evaluation are profiled, not the contract's two models alone. */
export function profilesAllModels({ measures }: Bench['plan']): boolean {
  return measures.every((measure) => measure === 'all-models');
}

/** Runs all dates once with V8's profiler in every thread of the worker. The profiler itself takes time, too. */
export async function profileWorker(bench: Bench): Promise<ThreadProfile[]> {
  const logs = await bench.logs.logs(profiledSize(bench.plan));
  const folder = path.join(bench.servers.folder, 'profiles');
  removeFolder(folder);
  mkdirSync(folder);
  await Trial.run(
    bench,
    logs,
    async (trial) => {
      bench.say(`profiling the worker over ${bench.plan.dates.length} dates of ${logs.size.name}`);
      await trial.backfill(bench.plan.dates);
    },
    {
      nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`],
      more: profilesAllModels(bench.plan) ? 'models and evaluation' : 'nothing',
    },
  );
  return readProfiles(folder);
}

/** Reads the profiles that a process has written into a folder: where each of its threads spent its time. */
export function readProfiles(folder: string): ThreadProfile[] {
  const threads = readdirSync(folder)
    .filter((name) => name.endsWith('.cpuprofile'))
    .map((name) => ({
      // CPU.<day>.<time>.<process>.<thread>.<number>.cpuprofile
      thread: Number(name.split('.')[4]),
      profile: JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as CpuProfile,
    }));
  return threads
    .sort((a, b) => a.thread - b.thread)
    .map(({ thread, profile }) => summarise(thread === 0 ? 'main' : `thread ${thread}`, profile))
    .filter(({ functions }) => functions.length > 0);
}

function summarise(name: string, { nodes, samples = [], timeDeltas = [] }: CpuProfile): ThreadProfile {
  const labels = new Map(nodes.map(({ id, callFrame }) => [id, labelOf(callFrame)]));
  const selfSeconds = new Map<string, number>();
  samples.forEach((id, i) => {
    const label = labels.get(id) ?? '';
    const seconds = Math.max(0, timeDeltas[i] ?? 0) / MICROSECONDS_PER_SECOND;
    selfSeconds.set(label, (selfSeconds.get(label) ?? 0) + seconds);
  });
  for (const label of selfSeconds.keys()) if (IDLE.test(label)) selfSeconds.delete(label);
  const busySeconds = [...selfSeconds.values()].reduce((sum, seconds) => sum + seconds, 0);
  const functions = [...selfSeconds]
    .map(([label, seconds]) => ({ label, selfSeconds: seconds, share: seconds / busySeconds }))
    .filter(({ share }) => share >= MIN_SHARE)
    .sort((a, b) => b.selfSeconds - a.selfSeconds)
    .slice(0, TOP_FUNCTIONS);
  return { name, busySeconds, functions };
}

/** The function with its file below the checkout, or with its package. */
function labelOf({ functionName, url, lineNumber }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  if (url === '') return name;
  const file = url.startsWith('file://') ? path.relative(CHECKOUT, fileURLToPath(url)) : url;
  const place = file.replace(/^.*node_modules\//, '').replaceAll(path.sep, '/');
  return `${name} ${place}:${lineNumber + 1}`;
}
