import { createReadStream, existsSync, linkSync, mkdirSync, renameSync } from 'node:fs';
import { finished } from 'node:stream/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LOG_NAMES } from '../domain/logs';
import type { LogName } from '../domain/logs';
import { ADTECH, removeFolder } from './checkout';
import { ownEnvironment, timeCommand } from './command';
import { LAST_LOG_DAY, LOG_DAYS, PRODUCTS } from './plan';
import type { Size } from './plan';

const SEED = 1;
const SKEW = 1;
/** One row in this many comes late, for `late-object`. */
const LATE_ROWS_OF = 100;

/** Generated logs, kept from one call of the bench to the next. */
export interface Logs {
  /** Unique to these logs. */
  readonly key: string;
  readonly size: Size;
  readonly folder: string;
}

/** Files by log, as peers read them. */
export type LogFiles = Readonly<Record<LogName, readonly string[]>>;

/** A folder that is a lake with nothing but logs. */
export interface LakeFolder {
  readonly folder: string;
  readonly url: string;
  readonly files: LogFiles;
  remove(): void;
}

/** Makes logs, and lakes of them. */
export class LogStore {
  readonly #warm = new Set<string>();
  #lakes = 0;

  constructor(
    readonly folder: string,
    readonly say: (line: string) => void,
    readonly stop: AbortSignal,
  ) {
    // An earlier bench that was killed may have left its lakes.
    removeFolder(path.join(folder, 'lakes'));
  }

  /** The logs of a size, generated if they are not there; their bytes are in the page cache afterwards, if they fit. */
  async logs(size: Size): Promise<Logs> {
    const options = sampleOptions(size);
    const key = options.map((option) => option.slice(2)).join('_');
    const folder = path.join(this.folder, 'logs', key);
    if (!existsSync(folder)) await this.#generate(options, folder);
    if (!this.#warm.has(key)) {
      for (const name of LOG_NAMES) await readThrough(logFile(folder, name));
      this.#warm.add(key);
    }
    return { key, size, folder };
  }

  /** One late object for logs of a size: 1 % of the rows of `ads_views`, over the same keys. */
  async lateObject(size: Size): Promise<string> {
    const late = await this.logs({ ...size, rows: Math.max(1, Math.floor(size.rows / LATE_ROWS_OF)) });
    return logFile(late.folder, 'ads_views');
  }

  /** Creates a lake for one repeat, with hard links to the logs. */
  openLake(logs: Logs): LakeFolder {
    const folder = path.join(this.folder, 'lakes', String(++this.#lakes));
    mkdirSync(path.join(folder, 'input'), { recursive: true });
    const files = Object.fromEntries(
      LOG_NAMES.map((name) => {
        linkSync(logFile(logs.folder, name), logFile(folder, name));
        return [name, [logFile(folder, name)]];
      }),
    ) as Record<LogName, string[]>;
    return {
      folder,
      url: pathToFileURL(folder).href,
      files,
      remove: () => {
        removeFolder(folder);
      },
    };
  }

  async #generate(options: readonly string[], folder: string): Promise<void> {
    this.say(`generating logs: ${options.join(' ')}`);
    const unfinished = `${folder}.unfinished`;
    removeFolder(unfinished);
    mkdirSync(unfinished, { recursive: true });
    const out = `--out=${pathToFileURL(unfinished).href}`;
    await timeCommand(process.execPath, [ADTECH, 'sample', out, ...options, '--overwrite', '--json'], {
      env: ownEnvironment(this.folder),
      cwd: this.folder,
      stop: this.stop,
    });
    renameSync(unfinished, folder);
  }
}

/** What the logs of a size are made of, as `adtech sample` takes it; the same options give the same bytes. */
export function sampleOptions(size: Size): string[] {
  return Object.entries({
    rows: size.rows,
    days: LOG_DAYS,
    seed: SEED,
    to: LAST_LOG_DAY,
    advertisers: size.activeAdvertisers,
    inactive: size.inactiveAdvertisers,
    products: PRODUCTS,
    skew: SKEW,
  }).map(([name, value]) => `--${name}=${value}`);
}

/** Puts one more object of `ads_views` into a lake; returns the lake's files with it. */
export function addLateObject(lake: LakeFolder, file: string): LogFiles {
  const late = path.join(lake.folder, 'input', 'ads_views', 'late.csv');
  mkdirSync(path.dirname(late), { recursive: true });
  linkSync(file, late);
  return { ...lake.files, ads_views: [...lake.files.ads_views, late] };
}

function logFile(folder: string, name: LogName): string {
  return path.join(folder, 'input', `${name}.csv`);
}

/** Reads a file to its end, so that its bytes are in the page cache afterwards, if they fit. */
export async function readThrough(file: string): Promise<void> {
  await finished(createReadStream(file, { highWaterMark: 1 << 20 }).resume());
}
