import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startServerProcess } from '../server-process';
import type { PeerSite, RunningPeer } from './durable-peer';

/** How to start a server or a worker of a peer. */
export interface PeerProcess {
  /** Its name in messages, and of its log file. */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Whether it can work, by what its log says so far. */
  readonly isReady: (log: string) => boolean | Promise<boolean>;
}

/** Starts what a peer consists of, and ends it in reverse order. */
export class PeerProcesses {
  readonly #stops: (() => Promise<void>)[] = [];

  constructor(readonly site: PeerSite) {}

  /** A peer of what `start` starts; when that fails, what it has started so far is ended. */
  static async run(
    site: PeerSite,
    start: (processes: PeerProcesses) => Promise<Omit<RunningPeer, 'stop'>>,
  ): Promise<RunningPeer> {
    const processes = new PeerProcesses(site);
    const stop = () => processes.#stop();
    try {
      return { ...(await start(processes)), stop };
    } catch (error) {
      await stop();
      throw error;
    }
  }

  /** Starts a process, waits until it is ready, and returns its id. */
  async start({ name, command, env, isReady }: PeerProcess): Promise<number> {
    const { folder, servers, stop } = this.site;
    const logFile = path.join(folder, `${name}.log`);
    const started = await startServerProcess({
      ...{ what: name, command, env, folder, logFile, stop },
      started: servers.started,
      isReady: () => isReady(readFileSync(logFile, 'utf8')),
    });
    this.onStop(() => started.stop());
    return started.pid;
  }

  /** Adds something else to end. */
  onStop(end: () => Promise<void>): void {
    this.#stops.push(end);
  }

  async #stop(): Promise<void> {
    for (const end of this.#stops.splice(0).reverse()) await end();
  }
}
