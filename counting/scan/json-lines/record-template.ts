import type { WantedField } from '../../../logs/formats/json-lines/parse-record';

/** What a value of a record is wanted for, as the module numbers it (`counting/scan/assembly/template.ts`). */
const UNWANTED = 0;
const WANTED = 1;
const WANTED_ID = 2;
const NO_VALUE = 3;

/** Bytes of a record in front of a scalar value, and what the value is wanted for. */
export interface TemplatePart {
  readonly start: number;
  readonly end: number;
  readonly use: number;
}

/** A record as the bytes between its scalar values. */
export interface RecordTemplate {
  /** The last one has no value behind it. */
  readonly parts: readonly TemplatePart[];
  /** Which value each wanted field is, in their order; undefined where the record has none. */
  readonly fields: readonly (number | undefined)[];
  /** Bytes of the record. */
  readonly length: number;
}

/** Deeper values are not for the fast path. */
const MAX_DEPTH = 32;
/** A name that not every JSON reader takes for a member. */
const SPECIAL_NAME = '__proto__';

const SPACE = /[ \t\r]*/y;
// Both as JSON says, but a name without escapes.
// eslint-disable-next-line no-control-regex
const NAME = /"([^"\\\0-\x1f]*)"/y;
const SCALAR =
  // eslint-disable-next-line no-control-regex
  /"[^"\\\0-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\0-\x1f]*)*"|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null/y;

/** What may follow a record: nothing, or another one. */
const BEHIND_RECORD = /\r?$|\{/y;

/** A value of a record: members by name, `array`, or a scalar value by its number. */
type Value = ReadonlyMap<string, Value> | 'array' | number;

/**
 * Makes a template of the record with which a line begins; undefined where that is not for the fast path.
 * @param line as a byte string, without its line end.
 * @param wanted with names as byte strings.
 */
export function createTemplate(line: string, wanted: readonly WantedField[]): RecordTemplate | undefined {
  const reader = new TemplateReader(line);
  const members = reader.readRecord();
  if (members === undefined) return undefined;
  const uses = new Map<number, number>();
  const fields: (number | undefined)[] = [];
  for (const field of wanted) {
    const value = valueAt(members, field);
    if (typeof value === 'object' || value === 'array') return undefined;
    fields.push(value);
    if (value !== undefined)
      uses.set(value, Math.max(uses.get(value) ?? WANTED, field.isId ? WANTED_ID : WANTED));
  }
  const last = reader.parts.length - 1;
  const parts = reader.parts.map((part, i) => ({
    ...part,
    use: i === last ? NO_VALUE : (uses.get(i) ?? UNWANTED),
  }));
  return { parts, fields, length: parts[last]?.end ?? 0 };
}

function valueAt(members: ReadonlyMap<string, Value>, { name, path }: WantedField): Value | undefined {
  if (members.has(name)) return members.get(name);
  let found: Value | undefined = members;
  for (const step of path) {
    if (typeof found !== 'object') return undefined;
    found = found.get(step);
  }
  return found;
}

/** Reads a record strictly; each method is undefined or false where it is no JSON, or not for the fast path. */
class TemplateReader {
  readonly parts: { readonly start: number; readonly end: number }[] = [];
  readonly #line: string;
  #at = 0;
  #partStart = 0;

  constructor(line: string) {
    this.#line = line;
  }

  readRecord(): ReadonlyMap<string, Value> | undefined {
    if (!this.#line.startsWith('{')) return undefined;
    const value = this.#value(0);
    if (typeof value !== 'object') return undefined;
    this.#endPart(this.#at);
    return this.#match(BEHIND_RECORD) === undefined ? undefined : value;
  }

  #value(depth: number): Value | undefined {
    if (depth > MAX_DEPTH) return undefined;
    if (this.#skips('{')) return this.#members(depth);
    if (this.#skips('[')) return this.#items(depth) ? 'array' : undefined;
    const start = this.#at;
    if (this.#match(SCALAR) === undefined) return undefined;
    this.#endPart(start);
    this.#partStart = this.#at;
    return this.parts.length - 1;
  }

  #members(depth: number): ReadonlyMap<string, Value> | undefined {
    const members = new Map<string, Value>();
    this.#match(SPACE);
    if (this.#skips('}')) return members;
    do {
      this.#match(SPACE);
      const name = this.#match(NAME)?.[1];
      if (name === undefined || name === SPECIAL_NAME || members.has(name)) return undefined;
      this.#match(SPACE);
      if (!this.#skips(':')) return undefined;
      this.#match(SPACE);
      const value = this.#value(depth + 1);
      if (value === undefined) return undefined;
      members.set(name, value);
      this.#match(SPACE);
    } while (this.#skips(','));
    return this.#skips('}') ? members : undefined;
  }

  #items(depth: number): boolean {
    this.#match(SPACE);
    if (this.#skips(']')) return true;
    do {
      this.#match(SPACE);
      if (this.#value(depth + 1) === undefined) return false;
      this.#match(SPACE);
    } while (this.#skips(','));
    return this.#skips(']');
  }

  #skips(character: string): boolean {
    const isNext = this.#line[this.#at] === character;
    if (isNext) this.#at++;
    return isNext;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#line) ?? undefined;
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #endPart(end: number): void {
    this.parts.push({ start: this.#partStart, end });
  }
}
