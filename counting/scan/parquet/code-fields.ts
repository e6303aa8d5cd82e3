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
import { ValueCodes } from './part-codes';

/** A value that is in a column of the wanted ones, or the same in all rows. */
export type FieldPlace = { readonly column: number } | { readonly constant: string };

/** The fields of a row by which it is counted, as values with codes; the codes of two fields share a word. */
export interface CodeFields {
  readonly advertiser: { readonly place: FieldPlace; readonly codes: ValueCodes<string> };
  readonly product: { readonly place: FieldPlace; readonly codes: ValueCodes<string> };
  readonly day: {
    readonly place: FieldPlace;
    readonly codes: ValueCodes<string>;
    dayOf(bytes: string): string;
  };
  /** What a row adds by its type; a log without types has one that all rows have. */
  readonly type: { readonly place: FieldPlace; readonly codes: ValueCodes<readonly number[]> };
  /** The amounts that a row adds to each counter; none where it adds by its type. */
  readonly amounts: readonly FieldPlace[];
}

const NO_TYPE = '';
/** The text of a count of 0. */
const NOTHING = '';

/** Finds the fields of the rows of an object among the wanted columns. */
export function codeFieldsOf({ log, object }: LogObject, columns: readonly WantedColumn[]): CodeFields {
  const { key, source } = object;
  const entry = source?.entry ?? plainEntry(log);
  const place = (name: FieldName, use: WantedColumn['use']) => placeOf(entry, { key, name, use, columns });
  const readDay = createDayReader(entry.columns.date?.format ?? 'date', source?.timeZone ?? 'UTC');
  const amounts = hasAmounts(entry, log)
    ? LOG_COUNTERS[log].map((counter) => place(counter, 'count') ?? { constant: NOTHING })
    : [];
  return {
    advertiser: {
      place: required(place('advertiser_id', 'id')),
      codes: new ValueCodes(readId, { first: 0, count: 18 }),
    },
    product: {
      place: required(place('product_id', 'id')),
      codes: new ValueCodes(readId, { first: 0, count: 18 }),
    },
    day: {
      place: required(place('date', 'day')),
      codes: new ValueCodes((day) => (day === '' ? undefined : day), { first: 18, count: 12 }),
      // Many texts are one day: the day has the code.
      dayOf: (bytes) => readDay(bytes) ?? '',
    },
    type: {
      place: place('type', 'type') ?? { constant: NO_TYPE },
      codes: new ValueCodes(typeReader(entry, log), { first: 18, count: 12 }),
    },
    amounts,
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
