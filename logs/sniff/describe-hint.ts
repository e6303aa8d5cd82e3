import { findDayForm } from './day-forms';
import { member } from './header-hint';
import { knownType } from './type-words';
import type { RejectReason } from '../../domain/record-validation';

const DATE = /^\d{4}-\d\d-\d\d$/;
/** Where fields of rejected rows end: whatever the delimiter is, and in JSON lines. */
const FIELD_ENDS = /[,;|{}[\]]|\\x09|(?<="):/;

/**
 * Which description would read rows that a plain log rejects, where their form is recognisable: one member of an entry of
 * `sources.json`, in a sentence.
 *
 * @param texts the first rows rejected for the reason, as reports show them.
 */
export function describeHint(reason: RejectReason, texts: readonly string[]): string | undefined {
  const rows = texts.map((text) => text.split(FIELD_ENDS).map((field) => field.trim().replace(/^"|"$/g, '')));
  if (reason === 'invalid_date') return hintOnDays(rows);
  if (reason === 'unknown_type') return hintOnTypes(rows);
  return undefined;
}

function hintOnDays(rows: readonly (readonly string[])[]): string | undefined {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  for (let column = columns - 1; column >= 0; column--) {
    const values = rows.flatMap((row) => row[column] ?? []);
    // Days that are not real are in this column, and the others have something else.
    if (values.some((value) => DATE.test(value))) return undefined;
    const form = findDayForm(values);
    const example = values[0] ?? '';
    if (form.kind === 'open') {
      return `${example} may be ${form.formats.join(' or ')}: describe the one that it is${dayMember(form.formats[0] ?? '')}`;
    }
    if (form.kind === 'known' && form.format !== 'date') {
      return `${example} ${wordsFor(form.format)}: describe it${dayMember(form.format)}`;
    }
  }
  return undefined;
}

function hintOnTypes(rows: readonly (readonly string[])[]): string | undefined {
  for (const value of rows.flat()) {
    const type = knownType(value);
    if (type === undefined) continue;
    const word = type === 'visit' || type === 'other' ? 'ignored' : type === 'view' ? 'impression' : type;
    if (value === word) continue;
    return `${value} may be ${word === 'ignored' ? 'a type that does not count' : `another word for ${word}`}: describe it${member('types', { [word]: [value] })}`;
  }
  return undefined;
}

function dayMember(format: string): string {
  return member('date', { column: 'date', format });
}

function wordsFor(format: string): string {
  switch (format) {
    case 'timestamp':
      return 'looks like a timestamp';
    case 'unix_seconds':
      return 'looks like Unix time in seconds';
    case 'unix_millis':
      return 'looks like Unix time in milliseconds';
    default:
      return `looks like ${format}`;
  }
}
