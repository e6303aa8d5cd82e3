import { homedir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { childEnvironment } from '../config/settings';
import { findTemporal } from '../local/find-temporal';
import { startPostgres } from '../local/postgres';
import type { Postgres } from '../local/postgres';
import { startTemporalServer } from '../local/temporal-server';
import type { TemporalServer } from '../local/temporal-server';
import { ADTECH, removeFolder } from './checkout';
import { StartedProcesses } from './started-processes';
import { ownEnvironment, timeCommand } from './command';

const TEMPLATE = 'bench_template';

/** The servers that the system needs: one Postgres for all repeats, a Temporal dev server for each. */
export class Servers {
  readonly #forget: () => void;
  readonly #say: (line: string) => void;
  #temporalExecutable: string | undefined;
  #temporals = 0;
  #databases = 0;

  private constructor(
    readonly folder: string,
    readonly postgres: Postgres,
    readonly started: StartedProcesses,
    say: (line: string) => void,
  ) {
    this.#forget = started.add(postgres.pid);
    this.#say = say;
  }

  /** Starts Postgres; throws when another bench runs on the same folder. */
  static async start(folder: string, say: (line: string) => void, signal: AbortSignal): Promise<Servers> {
    const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress: say });
    const started = new StartedProcesses(path.join(folder, 'processes.json'));
    // Only now, under the lock: servers of a bench that still runs must not be stopped.
    await started.endLeftovers();
    const servers = new Servers(folder, postgres, started, say);
    removeFolder(path.join(folder, 'temporal'));
    try {
      await servers.#createTemplate(signal);
      return servers;
    } catch (error) {
      await servers.stop();
      throw error;
    }
  }

  /** Finds or downloads Temporal's program; needed only before `startTemporal`. */
  async prepareTemporal(signal: AbortSignal): Promise<void> {
    this.#temporalExecutable = await findTemporal({
      env: childEnvironment(),
      cacheDir: path.join(homedir(), '.cache', 'adtech'),
      onProgress: this.#say,
      signal,
    });
  }

  /** A fresh Temporal server with its state on disk, as `adtech up` runs it. @throws Error before `prepareTemporal`. */
  async startTemporal(): Promise<TemporalServer> {
    if (this.#temporalExecutable === undefined) throw new Error('Temporal has not been prepared');
    const dataDir = path.join(this.folder, 'temporal', String(++this.#temporals));
    const server = await startTemporalServer({
      executable: this.#temporalExecutable,
      dataDir,
      headless: true,
      onProgress: () => undefined,
    });
    const forget = this.started.add(server.pid);
    return {
      ...server,
      stop: async () => {
        await server.stop();
        forget();
        removeFolder(dataDir);
      },
    };
  }

  /**
   * Address of a new database, by default a migrated one; earlier writes are flushed first, so that no repeat pays for
   * another.
   */
  async createDatabase(content: 'migrated' | 'nothing' = 'migrated'): Promise<string> {
    const name = `bench_${++this.#databases}`;
    await this.#query(`DROP DATABASE IF EXISTS ${name}`);
    await this.#query(`CREATE DATABASE ${name}${content === 'migrated' ? ` TEMPLATE ${TEMPLATE}` : ''}`);
    await this.#query('CHECKPOINT');
    return this.#urlOf(name);
  }

  /** Removes a database, open connections or not. */
  async dropDatabase(url: string): Promise<void> {
    await this.#query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  }

  async stop(): Promise<void> {
    await this.postgres.stop();
    this.#forget();
  }

  /** A migrated database, which costs less to copy than to migrate anew. */
  async #createTemplate(stop: AbortSignal): Promise<void> {
    await this.#query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
    await this.#query(`CREATE DATABASE ${TEMPLATE}`);
    await timeCommand(process.execPath, [ADTECH, 'migrate', '--json'], {
      env: { ...ownEnvironment(this.folder), DATABASE_URL: this.#urlOf(TEMPLATE) },
      cwd: this.folder,
      stop,
    });
  }

  #urlOf(database: string): string {
    const url = new URL(this.postgres.url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async #query(statement: string): Promise<void> {
    await withDatabase(this.postgres.url, (client) => client.query(statement));
  }
}

/** Connects to a database for `work`. */
export async function withDatabase<Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
