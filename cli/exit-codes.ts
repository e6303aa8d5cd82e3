/** The meaning of a command's exit code. */
export const EXIT = { done: 0, failed: 1, wrongUsage: 2, partlyDone: 3 } as const;
/** An exit code of the command line. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The call of a command cannot work; the message contains the remedy. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
