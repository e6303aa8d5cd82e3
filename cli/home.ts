import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SharedSettings } from '../config/shared-settings';
import { processIdentity } from '../local/leftovers';
import type { CalendarDay } from '../domain/execution-date';
import type { Period } from '../domain/due-dates';

/** The folder of the embedded parts' data, within the current folder of a command. */
export class Home {
  readonly folder: string;

  constructor(folder = path.resolve('.adtech')) {
    this.folder = folder;
  }

  /** Address of the embedded lake. */
  get lakeUrl(): string {
    return pathToFileURL(path.join(this.folder, 'lake')).href;
  }

  /** The folder of the embedded lake that holds the logs, or a link to the folder that does. */
  get inputFolder(): string {
    return path.join(this.folder, 'lake', 'input');
  }

  /** Returns a path below the folder. */
  file(...parts: string[]): string {
    return path.join(this.folder, ...parts);
  }

  /** The folder of downloaded programs, shared by all checkouts of this user. */
  get cacheFolder(): string {
    return path.join(homedir(), '.cache', 'adtech');
  }

  /** The start date that belongs to the sample logs of the embedded lake. */
  get sampleStartDate(): CalendarDay | undefined {
    return (this.#read('sample.json') as { startDate: CalendarDay } | undefined)?.startDate;
  }

  /** Remembers the first day of the sample logs. */
  rememberSample(startDate: CalendarDay): void {
    this.#write('sample.json', { startDate });
  }

  /** The period of the logs of a lake, where an `up` of this folder has found it out. */
  periodOf(lakeUrl: string): Period | undefined {
    const ofSample = lakeUrl === this.lakeUrl ? this.sampleStartDate : undefined;
    if (ofSample !== undefined) return { startDate: ofSample };
    const known = this.#read('logs.json') as KnownLogs | undefined;
    return known?.lakeUrl === lakeUrl ? known : undefined;
  }

  /** Remembers the period of the logs of a lake in place of what was remembered before; undefined is not known. */
  rememberPeriod(lakeUrl: string, period: Period | undefined): void {
    if (period === undefined) rmSync(this.file('logs.json'), { force: true });
    else this.#write('logs.json', { lakeUrl, ...period } satisfies KnownLogs);
  }

  /** The running embedded parts, if their `up` runs. */
  get running(): RunningParts | undefined {
    const parts = this.#read('running.json') as RunningParts | undefined;
    return parts !== undefined && processIdentity(parts.pid) === parts.identity ? parts : undefined;
  }

  set running(parts: RunningParts | undefined) {
    if (parts === undefined) rmSync(this.file('running.json'), { force: true });
    else this.#write('running.json', parts);
  }

  /** Whether the record of the running `up` still exists: false after the folder was removed. */
  get hasRunning(): boolean {
    return existsSync(this.file('running.json'));
  }

  #read(name: string): unknown {
    const file = this.file(name);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  }

  #write(name: string, content: object): void {
    mkdirSync(this.folder, { recursive: true });
    // The address of the embedded Postgres holds its password.
    writeFileSync(this.file(name), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  }
}

/** The period of logs, and the lake that they lie in. */
interface KnownLogs extends Period {
  readonly lakeUrl: string;
}

/** The record of a running `up` for other commands. */
export interface RunningParts {
  readonly pid: number;
  /** Distinguishes the process from a later one with the same id. */
  readonly identity: string | undefined;
  /** Undefined where the address contains a password, which is not stored. */
  readonly databaseUrl: string | undefined;
  /** The location of the database, without a password. */
  readonly database: string;
  readonly temporalAddress: string;
  /** Its settings, which every command in the folder takes over. */
  readonly settings: SharedSettings;
}
