/** What `jsonb` refuses in a text: U+0000, and halves of surrogate pairs; each follows whole escapes only. */
const REFUSED = /(?<=(?<!\\)(?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** A value as a `jsonb` column takes it: characters that no text of Postgres holds become U+FFFD. */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value).replace(REFUSED, String.raw`\ufffd`);
}
