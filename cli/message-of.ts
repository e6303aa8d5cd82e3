/** The message of an error; the error of failed connections to several addresses contains theirs. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => messageOf(inner)).join('; ');
  return error instanceof Error ? error.message : String(error);
}
