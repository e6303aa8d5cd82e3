import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../local/children';
import { timeCommand } from '../command';
import type { TimedCommand } from '../command';
import { withDatabase } from '../servers';
import type { PeerSite } from './durable-peer';

/** Rare, since Postgres' answers are in the CPU seconds of the peer. */
const POLL_MS = 250;
const RUNS_TIMEOUT_MS = 30 * 60_000;

/** A command that starts runs and does not wait for them. */
export interface StartedRuns {
  /** Program and arguments. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** The database that knows the states of runs, and a query of rows `state`, `runs`. */
  readonly databaseUrl: string;
  readonly states: string;
  readonly succeeded: string;
  readonly failed: readonly string[];
  /** How many must succeed. */
  readonly runs: number;
}

/** Times a command from its start until the last run that it started has ended. @throws Error when a run fails. */
export function timeRuns(
  { command: [program = '', ...args], env, databaseUrl, states, succeeded, failed, runs }: StartedRuns,
  { folder, stop }: Pick<PeerSite, 'folder' | 'stop'>,
): Promise<TimedCommand> {
  return withDatabase(databaseUrl, async (client) => {
    const haveEnded = async () => {
      await sleep(POLL_MS);
      const { rows } = await client.query<{ state: string; runs: number }>(states);
      const bad = rows.find(({ state }) => failed.includes(state));
      if (bad !== undefined)
        throw new Error(`${bad.runs} runs are ${bad.state}; their logs are in ${folder}`);
      return stop.aborted || rows.some((row) => row.state === succeeded && row.runs >= runs);
    };
    const started = performance.now();
    const command = await timeCommand(program, args, { env, cwd: folder, stop });
    if (!(await waitUntil(haveEnded, RUNS_TIMEOUT_MS))) throw new Error(`${runs} runs did not end`);
    stop.throwIfAborted();
    return { ...command, wallSeconds: (performance.now() - started) / 1_000 };
  });
}
