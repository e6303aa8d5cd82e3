import { columnsNamed } from '../../logs/sniff/column-names';
import { findDayForm, hasOffset } from '../../logs/sniff/day-forms';
import type { DayForm } from '../../logs/sniff/day-forms';
import type { DayField, EntryField } from '../../logs/sources/source-types';
import { toText } from '../../logs/sources/byte-text';
import { decided, leftOpen } from './decision';
import type { Decided } from './decision';
import type { SampleColumn } from './sample-column';
import type { Table } from './table';

/** Texts of these formats are hardly anything else; digits alone may be. */
const UNMISTAKABLE = /^(?:date|timestamp)$|[^YMDHms]/;

interface Candidate {
  readonly column: SampleColumn;
  readonly form: Exclude<DayForm, { readonly kind: 'none' }>;
  /** Undefined where the name does not say that it is a day. */
  readonly rank: number | undefined;
}

/** Decides which column is a day, and its format; day first against month first is never guessed. */
export function chooseDay(member: DayField, table: Table, taken: readonly string[]): Decided<EntryField> {
  const candidates = findCandidates(member, table, taken);
  const [best, second] = candidates;
  if (best === undefined) return ofPartition(member, table) ?? missing(member, table);
  if (second !== undefined && second.rank === best.rank) {
    const alike = candidates.filter(({ rank }) => rank === best.rank);
    const names = alike.map(({ column }) => column.name);
    return leftOpen(
      member,
      `${names.join(' and ')} are both days`,
      alike.flatMap(({ column, form }) => fieldsOf(column.name, form)),
    );
  }
  const { column, form, rank } = best;
  const fields = fieldsOf(column.name, form);
  const example = toText(column.values[0] ?? '');
  const [field] = fields;
  if (form.kind === 'open' || field === undefined) {
    const formats = form.kind === 'open' ? form.formats.join(' and ') : '';
    const why = `${formats} both read all values of ${column.name}, such as ${example}; no value decides`;
    return leftOpen(member, why, fields);
  }
  const sure = rank === undefined && !table.isNamed ? 'guess' : 'certain';
  const chosen = `${column.name} (${form.format})`;
  const how =
    form.decidedBy === undefined ? `such as ${example}` : `${toText(form.decidedBy)} decides the order`;
  const unread = column.values.length - form.read;
  const rest =
    unread === 0 ? '' : `; ${String(unread)} of ${String(column.values.length)} values are no such days`;
  return decided(sure, member, field, chosen, `${how}${zoneOf(form.format, column)}${rest}`);
}

/** Tells whether the days of a column depend on the time zone: its values are instants. */
export function needsZone(field: EntryField | undefined, table: Table): boolean {
  if (field === undefined || !('column' in field)) return false;
  if (field.format === 'unix_seconds' || field.format === 'unix_millis') return true;
  const column = table.columns.find(({ name }) => name === field.column);
  return field.format === 'timestamp' && (column?.values.some(hasOffset) ?? false);
}

function findCandidates(member: DayField, table: Table, taken: readonly string[]): Candidate[] {
  const free = table.columns.filter(({ name }) => !taken.includes(name));
  const named = table.isNamed
    ? columnsNamed(
        member,
        free.map(({ name }) => name),
      )
    : [];
  return free
    .flatMap((column) => {
      const form = findDayForm(column.values);
      if (form.kind === 'none') return [];
      const rank = named.find(({ name }) => name === column.name)?.rank;
      const isClear =
        column.isDay === true ||
        (form.kind === 'known'
          ? UNMISTAKABLE.test(form.format)
          : form.formats.some((one) => /[^YMDHms]/.test(one)));
      // Digits alone may be ids: their name, or the lack of all names, must say that they are days.
      return rank === undefined && !(isClear && member === 'date') && (table.isNamed || member !== 'date')
        ? []
        : [{ column, form, rank }];
    })
    .sort((one, other) => (one.rank ?? Infinity) - (other.rank ?? Infinity));
}

function fieldsOf(column: string, form: Exclude<DayForm, { readonly kind: 'none' }>): EntryField[] {
  const formats = form.kind === 'open' ? form.formats : [form.format];
  return formats.map((format) => ({ column, ...(format !== 'date' && { format }) }));
}

function zoneOf(format: string, { values }: SampleColumn): string {
  if (format === 'unix_seconds' || format === 'unix_millis') return '';
  if (format !== 'timestamp') return '';
  return values.some(hasOffset)
    ? ', with an offset'
    : ', without an offset: the day written there, so no zone is needed';
}

function ofPartition(member: DayField, { partitions }: Table): Decided<EntryField> | undefined {
  if (member !== 'date') return undefined;
  for (const { name, values } of partitions) {
    const form = findDayForm(values);
    if (form.kind !== 'known') continue;
    const field = { path: name, ...(form.format !== 'date' && { format: form.format }) };
    const why = `no column is a day; the partition is, such as ${name}=${values[0] ?? ''}`;
    return decided('guess', member, field, `partition ${name} (${form.format})`, why);
  }
  return undefined;
}

function missing(member: DayField, { partitions }: Table): Decided<EntryField> {
  const parts = partitions.map(({ name }) => name).filter((name) => /^(?:year|month|day|y|m|d)$/i.test(name));
  const several =
    parts.length > 1 ? `; of ${parts.join(', ')} no description makes a day: write one as dt=YYYY-MM-DD` : '';
  const why = `no column and no partition is a day${several}`;
  return leftOpen(member, why, [{ value: 'YYYY-MM-DD' }]);
}
