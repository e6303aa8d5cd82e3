import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { CHECKOUT, removeFolder } from '../checkout';
import { ownEnvironment, timeCommand } from '../command';
import { ResultsDifferError } from '../compare';
import { digestOfLines } from './counts-digest';
import type { FormatInput } from './format-inputs';
import { logsOf, TIME_ZONE } from './plan';

const COUNT_PROCESS = path.join(__dirname, 'count-process.js');

/** What `count-process.ts` is asked for. */
export interface CountTask {
  readonly url: string;
  readonly threads: number;
  /** The folder for the counts of each log, `<log>.csv` without a header. */
  readonly out: string;
}

/** What `count-process.ts` says on stdout. */
export interface CountReport {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

/** What counting an input took, without the start of the program. */
export interface CountTiming {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Undefined for ours: the memory of a worker is measured separately. */
  readonly peakMb: number | undefined;
}

/** A program that counts inputs by advertiser, product and day. */
export interface Contestant {
  readonly name: string;
  /** Counts an input, and writes its counts into a folder. */
  readonly count: (input: FormatInput, out: string) => Promise<CountTiming>;
}

/** What a peer says on stdout. */
interface PeerReport {
  readonly version: string;
  readonly scan_seconds: number;
  readonly cpu_seconds: number;
  readonly peak_memory_mb: number;
}

/** Ours, as a worker counts. */
export function createOurs(folder: string, stop: AbortSignal): Contestant {
  return {
    name: 'ours',
    count: async ({ folder: lake, url }, out) => {
      const task: CountTask = { url, threads: availableParallelism(), out };
      const output = await run(process.execPath, [COUNT_PROCESS, JSON.stringify(task)], folder, stop);
      for (const made of ['counts', 'warm-up']) removeFolder(path.join(lake, made));
      return { ...(JSON.parse(output) as CountReport), peakMb: undefined };
    },
  };
}

/** A peer in Python; its version is noted in `versions`. */
export function createPeer(
  name: string,
  python: string,
  folder: string,
  versions: Map<string, string>,
  stop: AbortSignal,
): Contestant {
  const script = path.join(CHECKOUT, 'bench', 'peers', `${name.toLowerCase()}_formats.py`);
  return {
    name,
    count: async (input, out) => {
      const kind = input.name === 'day' ? 'csv' : input.name.replace(/^parquet-.*/, 'parquet');
      const task = { kind, files: input.files, timeZone: TIME_ZONE, threads: availableParallelism(), out };
      const output = await run(python, ['-B', script, JSON.stringify(task)], folder, stop);
      const report = JSON.parse(output) as PeerReport;
      versions.set(name, report.version);
      return {
        wallSeconds: report.scan_seconds,
        cpuSeconds: report.cpu_seconds,
        peakMb: report.peak_memory_mb,
      };
    },
  };
}

/** Compares the counts of all contestants, and of all inputs of the same events. */
export class CountsRecord {
  readonly #digests = new Map<string, { readonly by: string; readonly digest: string }>();

  /** @throws ResultsDifferError when counts differ from earlier ones of the same events. */
  async check(input: FormatInput, by: string, out: string): Promise<void> {
    const events = logsOf(input.name).length === 1 ? input.name : 'events';
    for (const log of logsOf(input.name)) {
      const digest = await digestOfLines(path.join(out, `${log}.csv`));
      const key = `${events} ${log}`;
      const who = `${by} of ${input.name}`;
      const known = this.#digests.get(key);
      if (known === undefined) this.#digests.set(key, { by: who, digest });
      else if (known.digest !== digest) {
        throw new ResultsDifferError(`counts of ${log}: ${known.by} ${known.digest}, ${who} ${digest}`);
      }
    }
  }
}

/** Lets a contestant count an input, and compares the counts. */
export async function countAndCheck(
  contestant: Contestant,
  input: FormatInput,
  folder: string,
  record: CountsRecord,
): Promise<CountTiming> {
  const out = path.join(folder, 'format-counts');
  removeFolder(out);
  mkdirSync(out, { recursive: true });
  const timing = await contestant.count(input, out);
  await record.check(input, contestant.name, out);
  removeFolder(out);
  return timing;
}

/** The last line of a program's output; a library may have warned of something before it. */
async function run(
  program: string,
  args: readonly string[],
  folder: string,
  stop: AbortSignal,
): Promise<string> {
  const { output } = await timeCommand(program, args, { env: ownEnvironment(folder), cwd: folder, stop });
  return output.trimEnd().split('\n').at(-1) ?? '';
}
