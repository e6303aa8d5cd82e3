/** How sure a decision is; one that is `open` is left to the reader, since every choice would be a guess that may be wrong in silence. */
export type Sureness = 'certain' | 'guess' | 'open';

/** What was decided about a member of an entry, and why. */
export interface Decision {
  /** The member: a field, `log`, `format`, `csv`, `types` or `timeZone`. */
  readonly member: string;
  /** What was chosen, in words; null where it is open. */
  readonly chosen: string | null;
  readonly sure: Sureness;
  readonly why: string;
  /** The lines of JSON to choose from, where it is open. */
  readonly choices?: readonly string[];
}

/** A member of an entry with the decision that it comes from; without `value` it is left out. */
export interface Decided<Value> {
  readonly value?: Value;
  /** The values to choose from, where it is open. */
  readonly options?: readonly Value[];
  readonly decision: Decision;
}

/** Makes a decision with a value. */
export function decided<Value>(
  sure: 'certain' | 'guess',
  member: string,
  value: Value,
  chosen: string,
  why: string,
): Decided<Value> {
  return { value, decision: { member, chosen, sure, why } };
}

/** Makes a decision that is left open, with the values of the member to choose from. */
export function leftOpen<Value>(member: string, why: string, options: readonly Value[]): Decided<Value> {
  const choices = options.map((value) => `"${member}": ${JSON.stringify(short(value))}`);
  return { options, decision: { member, chosen: null, sure: 'open', why, choices } };
}

/** A field that is a column and nothing else is written as its name. */
function short(value: unknown): unknown {
  const isColumn = typeof value === 'object' && value !== null && Object.keys(value).join() === 'column';
  return isColumn ? (value as { readonly column: string }).column : value;
}
