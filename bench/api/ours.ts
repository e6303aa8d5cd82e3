import { freePort } from '../../local/ports';
import { ADTECH } from '../checkout';
import { ownEnvironment, timeCommand } from '../command';
import { startServerProcess } from '../server-process';
import type { Servers } from '../servers';
import { logFileOf } from './contestant';
import type { RunningContestant } from './contestant';
import type { ListsDatabase } from './lists-database';
import { FIRST_DATE } from './marks';

/** The highest value allowed: the limiter counts every request and refuses none. */
const RATE_LIMIT_PER_MINUTE = '1000000000';

/** Requests so far, by what the cache did. */
export interface CacheOutcomes {
  readonly hits: number;
  readonly misses: number;
}

/** Our API while it runs. */
export interface RunningOurs extends RunningContestant {
  /** Reads the outcomes from its metrics. */
  cacheOutcomes(): Promise<CacheOutcomes>;
}

/** How to start it. */
export interface OursOptions {
  readonly cacheMb?: number;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** `adtech api` as it is deployed: with keys, limits and metrics. */
export class Ours {
  readonly #env: Readonly<Record<string, string>>;
  readonly #headers: Readonly<Record<string, string>>;

  private constructor(
    readonly servers: Servers,
    readonly stop: AbortSignal,
    env: Readonly<Record<string, string>>,
    key: string,
  ) {
    this.#env = env;
    this.#headers = { authorization: `Bearer ${key}` };
  }

  /** Makes a key. */
  static async prepare(servers: Servers, database: ListsDatabase, stop: AbortSignal): Promise<Ours> {
    const env = {
      ...ownEnvironment(servers.folder),
      DATABASE_URL: database.url,
      START_DATE: FIRST_DATE,
      API_KEYS: 'required',
      RATE_LIMIT_PER_MINUTE,
    };
    const { output } = await timeCommand(
      process.execPath,
      [ADTECH, 'keys', 'create', '--name', 'bench', '--json'],
      { env, cwd: servers.folder, stop },
    );
    const { key } = JSON.parse(output) as { key: string };
    return new Ours(servers, stop, env, key);
  }

  /** Starts the API in a new process with an empty cache. */
  async start({ cacheMb, nodeOptions = [] }: OursOptions = {}): Promise<RunningOurs> {
    const { servers, stop } = this;
    const [port, metricsPort] = [await freePort(), await freePort()];
    const running = await startServerProcess({
      what: 'adtech api',
      command: [process.execPath, ...nodeOptions, ADTECH, 'api'],
      env: {
        ...this.#env,
        PORT: String(port),
        METRICS_PORT: String(metricsPort),
        ...(cacheMb === undefined ? {} : { API_CACHE_MB: String(cacheMb) }),
      },
      folder: servers.folder,
      logFile: logFileOf(servers, 'ours'),
      isReady: () => isReady(port),
      started: servers.started,
      stop,
    });
    return { ...running, port, headers: this.#headers, cacheOutcomes: () => readOutcomes(metricsPort) };
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/health/ready`)).ok;
  } catch {
    // The API does not listen yet.
    return false;
  }
}

async function readOutcomes(metricsPort: number): Promise<CacheOutcomes> {
  const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const sum = (outcome: string) =>
    [...text.matchAll(/^adtech_api_requests_total\{([^}]*)\} (\d+)$/gm)]
      .filter(([, labels = '']) => labels.includes(`cache="${outcome}"`))
      .reduce((total, [, , count]) => total + Number(count), 0);
  return { hits: sum('hit'), misses: sum('miss') };
}
