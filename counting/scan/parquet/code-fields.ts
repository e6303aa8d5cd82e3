import { LOG_COUNTERS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import { decodeId } from '../../../domain/record-validation';
import type { LogObject } from '../../../logs/input-object';
import { createDayReader } from '../../../logs/sources/day-reader';
import { constantOf } from '../../../logs/sources/partitions';
import { readCount } from '../../../logs/sources/read-count';
import type { WantedColumn } from '../../../logs/sources/row-types';
import { plainEntry } from '../../../logs/sources/source-types';
import type { FieldName, SourceEntry } from '../../../logs/sources/source-types';
import { countsByValue } from '../../../logs/sources/type-counts';
import { DayCodes } from './day-codes';
import { createNumberReader, ValueCodes } from './part-codes';
import type { NumberReader } from './part-codes';

/** A value that is in a column of the wanted ones, or the same in all rows. */
export type FieldPlace = { readonly column: number } | { readonly constant: string };

/** A field of a row, as values with codes. */
export interface CodeField<Value> {
  readonly place: FieldPlace;
  readonly codes: ValueCodes<Value>;
  readonly reader: NumberReader;
  /** Forgets the codes. */
  clear(): void;
}

/** The fields of a row by which it is counted; the codes of two fields share a word. */
export interface CodeFields {
  readonly advertiser: CodeField<string>;
  readonly product: CodeField<string>;
  readonly day: CodeField<string>;
  /** What a row adds by its type; a log without types has one that all rows have. */
  readonly type: CodeField<readonly number[]>;
  /** The amounts that a row adds to each counter; none where it adds by its type. */
  readonly amounts: readonly FieldPlace[];
}

/** The bits of a word that the codes of a field take. */
const LOW_BITS = { first: 0, count: 18 };
const HIGH_BITS = { first: 18, count: 12 };
const NO_TYPE = '';
/** The text of a count of 0. */
const NOTHING = '';

/** Finds the fields of the rows of an object among the wanted columns. */
export function codeFieldsOf({ log, object }: LogObject, columns: readonly WantedColumn[]): CodeFields {
  const { key, source } = object;
  const entry = source?.entry ?? plainEntry(log);
  const place = (name: FieldName, use: WantedColumn['use']) => placeOf(entry, { key, name, use, columns });
  const amounts = hasAmounts(entry, log)
    ? LOG_COUNTERS[log].map((counter) => place(counter, 'count') ?? { constant: NOTHING })
    : [];
  return {
    advertiser: codeField(required(place('advertiser_id', 'id')), new ValueCodes(readId, LOW_BITS)),
    product: codeField(required(place('product_id', 'id')), new ValueCodes(readId, LOW_BITS)),
    day: dayField(required(place('date', 'day')), entry, source?.timeZone ?? 'UTC'),
    type: codeField(
      place('type', 'type') ?? { constant: NO_TYPE },
      new ValueCodes(typeReader(entry, log), HIGH_BITS),
    ),
    amounts,
  };
}

function codeField<Value>(place: FieldPlace, codes: ValueCodes<Value>): CodeField<Value> {
  const reader = createNumberReader((bytes) => codes.codeOf(bytes));
  return {
    place,
    codes,
    reader,
    clear() {
      codes.clear();
    },
  };
}

function dayField(place: FieldPlace, entry: SourceEntry, timeZone: string): CodeField<string> {
  const format = entry.columns.date?.format ?? 'date';
  const codes = new ValueCodes((day) => (day === '' ? undefined : day), HIGH_BITS);
  const reader = new DayCodes(codes, createDayReader(format, timeZone), format);
  return {
    place,
    codes,
    reader,
    clear() {
      codes.clear();
      reader.clear();
    },
  };
}

/** Tells whether rows add amounts, rather than one event each. */
function hasAmounts({ columns }: SourceEntry, log: EventLogName): boolean {
  return columns.type === undefined && !(log === 'product_views' && columns.views === undefined);
}

function placeOf(
  entry: SourceEntry,
  wanted: { key: string; name: FieldName; use: WantedColumn['use']; columns: readonly WantedColumn[] },
): FieldPlace | undefined {
  const field = entry.columns[wanted.name];
  if (field === undefined) return undefined;
  if (!('column' in field)) return { constant: constantOf(entry, wanted.key, wanted.name, field) };
  const { columns, use } = wanted;
  return { column: columns.findIndex((column) => column.name === field.column && column.use === use) };
}

function required(place: FieldPlace | undefined): FieldPlace {
  if (place === undefined) throw new Error('a description lacks a required field');
  return place;
}

function readId(bytes: string): string | undefined {
  const id = decodeId(bytes);
  return 'id' in id ? id.id : undefined;
}

/** What a type adds; undefined for one that is unknown or ignored. */
function typeReader(entry: SourceEntry, log: EventLogName): (bytes: string) => readonly number[] | undefined {
  if (entry.columns.type === undefined) {
    const counts = LOG_COUNTERS[log].map(() => 1);
    return () => counts;
  }
  const types = countsByValue(entry, log);
  return (bytes) => {
    const counts = types.get(bytes);
    return counts === undefined || 'ignored' in counts ? undefined : counts;
  };
}

/** The count of a text; NaN for one that is none. */
export function readAmount(bytes: string): number {
  const count = readCount(bytes);
  return count < 0 ? NaN : count;
}
