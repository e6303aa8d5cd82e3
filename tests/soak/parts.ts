import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from '../../local/postgres';
import type { Postgres } from '../../local/postgres';
import { startTemporalServer } from '../../local/temporal-server';
import type { TemporalServer } from '../../local/temporal-server';
import { endProcess, startWorkerProcess, untilExit } from '../support/processes/command-line';

/** A part of the system that can be killed and is there again after a while, under the same address. */
export interface KillablePart {
  readonly name: string;
  /** Kills it, waits, and starts it again. */
  killFor(awayMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Postgres in a new folder; a kill ends it as a crash would. */
export async function startSoakPostgres(folder: string): Promise<KillablePart & { readonly url: string }> {
  const start = (): Promise<Postgres> =>
    startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress: () => undefined });
  let server = await start();
  return {
    name: 'Postgres',
    url: server.url,
    killFor: async (awayMs) => {
      await server.stopImmediately();
      await sleep(awayMs);
      server = await start();
    },
    stop: () => server.stop(),
  };
}

/** A Temporal server with a new database file. */
export async function startSoakTemporal(
  folder: string,
  executable: string,
): Promise<KillablePart & { readonly address: string }> {
  const start = (): Promise<TemporalServer> =>
    startTemporalServer({
      executable,
      dataDir: path.join(folder, 'temporal'),
      headless: true,
      onProgress: () => undefined,
    });
  let server = await start();
  return {
    name: 'Temporal',
    address: server.address,
    killFor: async (awayMs) => {
      await server.kill();
      await sleep(awayMs);
      server = await start();
    },
    stop: () => server.stop(),
  };
}

/** A worker that is started again whenever it has ended, as any supervisor of processes does. */
export class SupervisedWorker implements KillablePart {
  readonly name = 'worker';
  /** How often it has ended without being killed. */
  endedByItself = 0;
  readonly #env: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #awayMs = 0;
  #stopping = false;
  #supervision: Promise<void> = Promise.resolve();

  constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  /** Returns when it polls for the first time. */
  async start(): Promise<void> {
    this.#child = await startWorkerProcess(this.#env);
    this.#supervision = this.#supervise();
  }

  killFor(awayMs: number): Promise<void> {
    this.#awayMs = awayMs;
    if (this.#child !== undefined) this.#child.kill('SIGKILL');
    return Promise.resolve();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#child !== undefined) await endProcess(this.#child, 'SIGKILL');
    await this.#supervision;
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  async #supervise(): Promise<void> {
    while (!this.#isStopping()) {
      const child = this.#child;
      if (child !== undefined && (await untilExit(child)).signal !== 'SIGKILL') this.endedByItself++;
      this.#child = undefined;
      await sleep(this.#awayMs + 500);
      this.#awayMs = 0;
      // While Temporal is unreachable a worker exits at once, and is started again.
      if (!this.#isStopping()) this.#child = await startWorkerProcess(this.#env).catch(() => undefined);
    }
    if (this.#child !== undefined) await endProcess(this.#child, 'SIGKILL');
  }
}
