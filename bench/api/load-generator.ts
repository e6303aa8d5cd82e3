import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { ownEnvironment } from '../command';
import type { Servers } from '../servers';
import type { LoadMessage, LoadReport, LoadRound } from './load-round';

const PROGRAM = path.join(__dirname, 'load-process.js');

/** autocannon in a separate process, so that its CPU time counts neither for the bench nor for a contestant. */
export class LoadGenerator {
  readonly #child: ChildProcess;
  readonly #forget: () => void;

  constructor({ folder, started }: Servers) {
    this.#child = fork(PROGRAM, { execArgv: [], env: ownEnvironment(folder), cwd: folder });
    this.#forget = started.add(this.#child.pid);
  }

  /** Runs one round until its time is over or `finish` is called. @throws Error when the generator exits, and the reason of `stop` when `stop` is aborted. */
  async run(round: LoadRound, stop: AbortSignal): Promise<LoadReport> {
    stop.throwIfAborted();
    const over = new AbortController();
    const signal = AbortSignal.any([stop, over.signal]);
    try {
      const answered = once(this.#child, 'message', { signal });
      const exited = once(this.#child, 'exit', { signal });
      this.#send(round);
      const [report] = (await Promise.race([
        answered,
        exited.then(() => Promise.reject(new Error('the load generator has ended'))),
      ])) as [LoadReport];
      return report;
    } catch (error) {
      stop.throwIfAborted();
      throw error;
    } finally {
      over.abort();
    }
  }

  /** Ends the current round early; `run` still returns its report. */
  finish(): void {
    this.#send('finish');
  }

  /** Ends the process. */
  stop(): void {
    this.#child.disconnect();
    this.#forget();
  }

  #send(message: LoadMessage): void {
    // A failed send means that the generator has exited, and `run` reports this.
    this.#child.send(message, () => undefined);
  }
}
