import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { CalendarDay } from '../domain/execution-date';
import { CHECKOUT, removeFolder } from './checkout';
import { ownEnvironment, timeCommand } from './command';
import { writtenLists } from './compare';
import type { ListRecord } from './compare';
import type { LogFiles } from './logs';
import type { Size } from './plan';
import { preparePython } from './python';

const SCRIPTS = path.join(CHECKOUT, 'bench', 'peers');
/** The packages of the peers in Python. */
export const REQUIREMENTS = path.join(SCRIPTS, 'requirements.txt');
const PAPA = path.join(__dirname, 'peers', 'papa.js');

/** pandas holds all rows in memory: more of them take more than 10 GB. */
const PANDAS_ROWS = 20_000_000;

/** Another program that makes the same lists; it only writes files, without Temporal or Postgres. */
export interface Peer {
  readonly name: string;
  /** Above this many rows it does one date only. */
  readonly allDatesUpToRows: number;
  /** Above this many rows it is left out. */
  readonly upToRows: number;
  /** Whether it reads all rows once, however many dates it does. */
  readonly readsOnce: boolean;
  /** The program and its arguments before the task. */
  readonly command: readonly string[];
}

/** What one run of a peer took. */
export interface PeerTiming {
  /** The start of its interpreter included. */
  readonly wallSeconds: number;
  readonly cpuSeconds: number | undefined;
  readonly peakMb: number;
  /** Reading and counting alone, without the start of the interpreter; undefined when it counts for each date anew. */
  readonly scanSeconds: number | undefined;
}

/** The peers that can run here, the ones expected to be fastest first. */
export class Peers {
  private constructor(
    readonly folder: string,
    readonly all: readonly Peer[],
    /** Why others cannot run here. */
    readonly notes: readonly string[],
    /** Versions by name. */
    readonly versions: Map<string, string>,
  ) {}

  /** Installs the Python packages into a folder of the bench's own, unless they are there. */
  static async prepare(folder: string, say: (line: string) => void, stop: AbortSignal): Promise<Peers> {
    const papa: Peer = {
      name: 'Papa Parse',
      allDatesUpToRows: Infinity,
      upToRows: 5_000_000,
      readsOnce: true,
      command: [process.execPath, PAPA],
    };
    try {
      const python = await preparePython(REQUIREMENTS, folder, say, stop);
      return new Peers(folder, [...pythonPeers(python), papa], [], new Map());
    } catch (error) {
      stop.throwIfAborted();
      const reason = error instanceof Error ? error.message : String(error);
      const note = `DuckDB, Polars and pandas are left out: ${reason}`;
      say(note);
      return new Peers(folder, [papa], [note], new Map());
    }
  }

  /** The peers that can do a size. */
  of(size: Size): Peer[] {
    return this.all.filter(({ upToRows }) => size.rows <= upToRows);
  }

  /** The dates that a peer does at a size. */
  datesOf(peer: Peer, size: Size, dates: readonly CalendarDay[]): readonly CalendarDay[] {
    return size.rows <= peer.allDatesUpToRows ? dates : dates.slice(-1);
  }

  /** Runs a peer, and compares its lists with all others of the same logs. @throws ResultsDifferError */
  async run(
    bench: { readonly lists: ListRecord; readonly stop: AbortSignal },
    peer: Peer,
    input: { readonly files: LogFiles; readonly logsKey: string; readonly dates: readonly CalendarDay[] },
  ): Promise<PeerTiming> {
    const out = path.join(this.folder, 'peer-lists');
    removeFolder(out);
    mkdirSync(out, { recursive: true });
    const task = JSON.stringify({
      ...input.files,
      dates: input.dates,
      out,
      threads: availableParallelism(),
    });
    const [program = '', ...args] = peer.command;
    const { output, wallSeconds, cpuSeconds } = await timeCommand(program, [...args, task], {
      env: ownEnvironment(this.folder),
      cwd: this.folder,
      stop: bench.stop,
    });
    const report = reportIn(output);
    this.versions.set(peer.name.replace(/,.*/, ''), report.version);
    for (const date of input.dates) {
      bench.lists.check(input.logsKey, peer.name, date, await writtenLists(out, date));
    }
    removeFolder(out);
    return {
      wallSeconds,
      cpuSeconds,
      peakMb: report.peak_memory_mb,
      scanSeconds: report.scan_seconds ?? undefined,
    };
  }
}

interface PeerReport {
  readonly version: string;
  readonly scan_seconds: number | null;
  readonly peak_memory_mb: number;
}

/** The last line; a library may have warned of something before it. */
function reportIn(output: string): PeerReport {
  return JSON.parse(output.trimEnd().split('\n').at(-1) ?? '') as PeerReport;
}

function pythonPeers(python: string): Peer[] {
  const peer = (name: string, script: string) => ({
    name,
    allDatesUpToRows: Infinity,
    upToRows: Infinity,
    readsOnce: true,
    // Without -B it would write compiled files beside its script.
    command: [python, '-B', path.join(SCRIPTS, script)],
  });
  return [
    peer('DuckDB', 'duckdb_scan.py'),
    peer('Polars', 'polars_scan.py'),
    { ...peer('pandas, one scan', 'pandas_once.py'), upToRows: PANDAS_ROWS },
    {
      ...peer('pandas, as the first version', 'pandas_each_date.py'),
      upToRows: PANDAS_ROWS,
      allDatesUpToRows: 100_000,
      readsOnce: false,
    },
  ];
}
