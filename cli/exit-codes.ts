/** What the exit code of a command says. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, partlyDone: 3 } as const;
/** An exit code of the command line. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called in a way that cannot work; its message says what would. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
