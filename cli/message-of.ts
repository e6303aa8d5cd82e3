/** What an error says; failed connections to several addresses keep their messages inside. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map((inner) => messageOf(inner)).join('; ');
  return error instanceof Error ? error.message : String(error);
}
