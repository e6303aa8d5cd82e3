import type { CommandEnd } from './command-line';

/** A finding as `doctor --json` tells it. */
export interface ToldFinding {
  readonly check: string;
  readonly message: string;
  readonly dates: readonly string[];
  readonly remedy: string | null;
  readonly command: string | null;
}

/** What `doctor --json` tells. */
export interface Told {
  readonly code: number | null;
  readonly healthy: boolean;
  readonly checks: readonly { readonly check: string; readonly state: string; readonly summary: string }[];
  readonly findings: readonly ToldFinding[];
  readonly ignored: readonly ToldFinding[];
}

/** Asks the doctor of a system. */
export async function askDoctor(
  adtech: (...args: string[]) => Promise<CommandEnd>,
  ...args: string[]
): Promise<Told> {
  const { code, stdout, stderr } = await adtech('doctor', '--json', ...args);
  if (stdout === '') throw new Error(stderr);
  return { code, ...(JSON.parse(stdout) as Omit<Told, 'code'>) };
}

/** The arguments of a command that was printed for people to run. */
export function argumentsOf(command: string | null | undefined): string[] {
  const [npx, adtech, ...args] = (command ?? '').split(' ');
  if (npx !== 'npx' || adtech !== 'adtech') throw new Error(`no command of ours: ${String(command)}`);
  return args;
}
