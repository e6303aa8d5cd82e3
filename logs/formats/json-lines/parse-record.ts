import { isLosslessNumber, parse } from 'lossless-json';
import type { RejectReason } from '../../../domain/record-validation';
import { toBytes } from '../../sources/byte-text';
import type { WantedColumn } from '../../sources/row-types';
import type { LogRecord } from '../log-format';
import type { JsonPiece } from './value-splitter';

/** A value that a record is asked for. */
export interface WantedField {
  /** The name of a member of the record. */
  readonly name: string;
  /** The names of the members that lead to it, if no member has that name. */
  readonly path: readonly string[];
  /** Whether it is an id: a number must then be whole. */
  readonly isId: boolean;
}

/** What a record is asked for columns. */
export function wantedFields(columns: readonly WantedColumn[]): WantedField[] {
  return columns.map(({ name, use }) => ({ name, path: name.split('.'), isId: use === 'id' }));
}

/** Fields with their names as byte strings. */
export function bytesOfNames(wanted: readonly WantedField[]): WantedField[] {
  return wanted.map(({ name, path, isId }) => ({ name: toBytes(name), path: path.map(toBytes), isId }));
}

const LONE_SURROGATE = /\p{Surrogate}/u;
const NOT_ASCII = /[^\0-\x7f]/;
/** A whole number as JSON writes it. */
const WHOLE_NUMBER = /^(?:0|-?[1-9]\d*)$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads one record: the wanted fields as text, or why the record is rejected. */
export function parseRecord(
  { line, bytes, kind, members }: JsonPiece,
  wanted: readonly WantedField[],
): LogRecord {
  const malformed = (reason: RejectReason): LogRecord => ({ line, bytes, malformed: reason });
  if (kind === 'too_long') return malformed('line_too_long');
  if (kind === 'junk') return malformed('invalid_json');
  const text = decode(bytes);
  if (text === undefined) return malformed('invalid_utf8');
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    return malformed('invalid_json');
  }
  // Which of two values of one name was meant cannot be told.
  if (countMembers(value) !== members) return malformed('invalid_json');
  const fields: string[] = [];
  for (const { name, path, isId } of wanted) {
    const field = textOf(valueAt(value, name, path), isId);
    if (typeof field !== 'string') return malformed(field.reason);
    fields.push(field);
  }
  return { line, bytes, fields };
}

function decode(bytes: Buffer): string | undefined {
  const text = bytes.toString('latin1');
  if (!NOT_ASCII.test(text)) return text;
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The members of all objects in a value. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return 0;
  const values: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : values.length;
  return values.reduce<number>((sum, one) => sum + countMembers(one), own);
}

function valueAt(value: unknown, own: string, path: readonly string[]): unknown {
  let found = value;
  if (path.length > 1 && isObject(found) && Object.hasOwn(found, own)) return found[own];
  for (const name of path) {
    if (!isObject(found) || !Object.hasOwn(found, name)) return undefined;
    found = found[name];
  }
  return found;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** A value as a byte string; an absent one and null are empty. */
function textOf(value: unknown, isId: boolean): string | { reason: 'invalid_utf8' | 'invalid_id' } {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') {
    if (!NOT_ASCII.test(value)) return value;
    // A lone surrogate, which an escape can write, is no character.
    if (LONE_SURROGATE.test(value)) return { reason: 'invalid_utf8' };
    return Buffer.from(value).toString('latin1');
  }
  const text = isLosslessNumber(value) ? value.value : JSON.stringify(value);
  return isId && !WHOLE_NUMBER.test(text) ? { reason: 'invalid_id' } : text;
}
