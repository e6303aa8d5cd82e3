import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitUntil } from '../local/children';
import { isAlive, processIdentity } from '../local/leftovers';

const END_TIMEOUT_MS = 10_000;

interface StartedProcess {
  readonly pid: number;
  /** Distinguishes the process from a later one with the same id. */
  readonly identity: string;
}

/** The servers and workers that were started, so that none outlives the bench, however that ends. */
export class StartedProcesses {
  #started: StartedProcess[] = [];

  /** @param file remembers them, for the next call when this one is killed. */
  constructor(readonly file: string) {
    process.once('exit', () => {
      for (const { pid } of this.#started) kill(pid);
    });
  }

  /** Makes the process end with this one; the returned function cancels this. */
  add(pid: number | undefined): () => void {
    const identity = pid === undefined ? undefined : processIdentity(pid);
    if (pid === undefined || identity === undefined) return () => undefined;
    const started = { pid, identity };
    this.#remember([...this.#started, started]);
    return () => {
      this.#remember(this.#started.filter((other) => other !== started));
    };
  }

  /** Ends processes that an earlier, killed bench left behind. */
  async endLeftovers(): Promise<void> {
    const left = this.#read().filter(({ pid, identity }) => processIdentity(pid) === identity);
    for (const { pid } of left) kill(pid);
    await waitUntil(() => !left.some(({ pid }) => isAlive(pid)), END_TIMEOUT_MS);
  }

  #read(): StartedProcess[] {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as StartedProcess[];
    } catch {
      // No call before this one, or one that was killed while it wrote.
      return [];
    }
  }

  #remember(started: StartedProcess[]): void {
    this.#started = started;
    mkdirSync(path.dirname(this.file), { recursive: true });
    writeFileSync(this.file, JSON.stringify(started));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
