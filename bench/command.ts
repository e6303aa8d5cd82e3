import { childEnvironment } from '../config/settings';
import { runCommand } from '../local/children';
import { cpuSecondsOfEndedChildren } from './process-usage';

const COMMAND_TIMEOUT_MS = 2 * 3_600_000;
const SAID_CHARS = 2_000;

/** A command that has succeeded, with its output, its time and its CPU time. */
export interface TimedCommand {
  readonly output: string;
  readonly wallSeconds: number;
  /** Undefined where it cannot be measured. */
  readonly cpuSeconds: number | undefined;
}

/**
 * Runs a command to its end and times it; only one at a time, or their CPU seconds mix.
 * @throws Error with what it said when it fails, and the reason of `stop` when that is aborted.
 */
export async function timeCommand(
  command: string,
  args: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string; readonly stop: AbortSignal },
): Promise<TimedCommand> {
  const { env, cwd, stop } = options;
  stop.throwIfAborted();
  const cpuBefore = cpuSecondsOfEndedChildren();
  const started = performance.now();
  const { code, output } = await runCommand(command, args, {
    env,
    cwd,
    signal: stop,
    timeoutMs: COMMAND_TIMEOUT_MS,
  });
  const wallSeconds = (performance.now() - started) / 1_000;
  stop.throwIfAborted();
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(' ').slice(0, SAID_CHARS)} ended with ${code ?? 'no exit code'}:\n${output.slice(-SAID_CHARS)}`,
    );
  }
  const cpuAfter = cpuSecondsOfEndedChildren();
  return {
    output,
    wallSeconds,
    cpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
  };
}

/** The environment of the processes that the bench starts: without the caller's settings and Temporal's profile file. */
export function ownEnvironment(homeFolder: string): Record<string, string> {
  const { PATH = '' } = childEnvironment();
  return { PATH, HOME: homeFolder, XDG_CONFIG_HOME: homeFolder, TZ: 'UTC' };
}
