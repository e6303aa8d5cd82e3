import { LOG_COUNTERS } from '../../../domain/logs';
import type { EventLogName } from '../../../domain/logs';
import type { LogObject } from '../../../logs/input-object';
import { createDayReader } from '../../../logs/sources/day-reader';
import { constantOf } from '../../../logs/sources/partitions';
import { readCount } from '../../../logs/sources/read-count';
import type { WantedColumn } from '../../../logs/sources/row-types';
import { plainEntry } from '../../../logs/sources/source-types';
import type { FieldName, SourceEntry } from '../../../logs/sources/source-types';
import { countsByValue } from '../../../logs/sources/type-counts';
import { createNumberReader, UNKNOWN } from './column-numbers';
import type { NumberReader } from './column-numbers';
import { DayCodes } from './day-codes';
import type { DayList } from './day-list';

/** A value that is in a column of the wanted ones, or the same in all rows, as a byte string. */
export type FieldPlace = { readonly column: number } | { readonly constant: string };

/** A field whose values are read as numbers. */
export interface NumberField {
  readonly place: FieldPlace;
  readonly reader: NumberReader;
}

/** The fields of a row by which it is counted. */
export interface CodeFields {
  readonly advertiser: FieldPlace;
  readonly product: FieldPlace;
  /** The numbers are of a list of days. */
  readonly day: NumberField;
  /** The numbers are of the counters to which rows add an event; 0 where they add amounts. */
  readonly counter: NumberField;
  /** The amounts that a row adds to each counter, NaN for what is no count; none where it adds an event to one. */
  readonly amounts: readonly NumberField[];
}

/** A text of fields that a description leaves out: a count of 0. */
const NOTHING = '';

/** Finds the fields of the rows of an object among the wanted columns. */
export function codeFieldsOf(
  { log, object }: LogObject,
  columns: readonly WantedColumn[],
  days: DayList,
): CodeFields {
  const { key, source } = object;
  const entry = source?.entry ?? plainEntry(log);
  const place = (name: FieldName, use: WantedColumn['use']) => placeOf(entry, { key, name, use, columns });
  const format = entry.columns.date?.format ?? 'date';
  const readDay = createDayReader(format, source?.timeZone ?? 'UTC');
  const amounts = hasAmounts(entry, log)
    ? LOG_COUNTERS[log].map((counter) => place(counter, 'count') ?? { constant: NOTHING })
    : [];
  return {
    advertiser: required(place('advertiser_id', 'id')),
    product: required(place('product_id', 'id')),
    day: { place: required(place('date', 'day')), reader: new DayCodes(days, readDay, format) },
    counter: {
      place: place('type', 'type') ?? { constant: NOTHING },
      reader: createNumberReader(counterReader(entry, log)),
    },
    amounts: amounts.map((field) => ({ place: field, reader: createNumberReader(readAmount) })),
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

/** The counter of a type; unknown also for one that is ignored. A log without types has one counter, or amounts. */
function counterReader(entry: SourceEntry, log: EventLogName): (bytes: string) => number {
  if (entry.columns.type === undefined) return () => 0;
  const types = countsByValue(entry, log);
  return (bytes) => {
    const counts = types.get(bytes);
    return counts === undefined || 'ignored' in counts ? UNKNOWN : counts.indexOf(1);
  };
}

function readAmount(bytes: string): number {
  const count = readCount(bytes);
  return count < 0 ? NaN : count;
}
