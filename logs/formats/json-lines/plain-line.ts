import type { WantedField } from './parse-record';

const OPEN_BRACE = 0x7b;
/** What separates a member's name from its value, where no space precedes the colon. */
const NAME_END = '":';
const SPACE_BEFORE_COLON = /"[ \t\r]+:/;

/**
 * Reads the wanted fields of a line that is one JSON object of the common kind: no escape, no name twice, and where a wanted
 * value is a number, it is written with digits only. Undefined for any other line, which the exact parser reads.
 *
 * @param line as a byte string of valid UTF-8: JSON's own characters are ASCII, so that texts are byte strings as well.
 */
export function readPlainLine(line: string, wanted: readonly WantedField[]): string[] | undefined {
  if (line.charCodeAt(0) !== OPEN_BRACE || line.includes('\\') || SPACE_BEFORE_COLON.test(line))
    return undefined;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  // Without a name twice, each name that is written is a member.
  if (!isObject(value) || countMembers(value) !== countNames(line)) return undefined;
  const fields: string[] = [];
  for (const { name, path } of wanted) {
    const found =
      path.length > 1 && !Object.hasOwn(value, name) ? memberAt(value, path) : ownMember(value, name);
    if (typeof found === 'string') fields.push(found);
    else if (found === undefined || found === null) fields.push('');
    else if (typeof found === 'number') {
      const digits = String(found);
      const own = Object.hasOwn(value, name) ? name : (path.at(-1) ?? name);
      if (!Number.isSafeInteger(found) || !isWritten(line, own, digits)) return undefined;
      fields.push(digits);
    } else return undefined;
  }
  return fields;
}

type JsonObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ownMember(value: JsonObject, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function memberAt(value: JsonObject, path: readonly string[]): unknown {
  let found: unknown = value;
  for (const name of path) {
    if (!isObject(found)) return undefined;
    found = ownMember(found, name);
  }
  return found;
}

/** The members of all objects in a value. */
function countMembers(value: object): number {
  let count = 0;
  const isArray = Array.isArray(value);
  for (const member of Object.values(value) as unknown[]) {
    if (!isArray) count++;
    if (typeof member === 'object' && member !== null) count += countMembers(member);
  }
  return count;
}

/** How often a name may be written in a line: a text that begins with a colon counts as well. */
function countNames(line: string): number {
  let count = 0;
  for (let at = line.indexOf(NAME_END); at !== -1; at = line.indexOf(NAME_END, at + 2)) count++;
  return count;
}

/** Tells whether the only member of this name is written as these digits. */
function isWritten(line: string, name: string, digits: string): boolean {
  const member = `"${name}":`;
  const at = line.indexOf(member);
  if (at === -1 || line.includes(member, at + 1)) return false;
  let start = at + member.length;
  while (line.charCodeAt(start) === 0x20) start++;
  const end = start + digits.length;
  return line.startsWith(digits, start) && ',}] '.includes(line.charAt(end));
}
