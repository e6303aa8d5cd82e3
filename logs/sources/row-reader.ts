import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { decodeId } from '../../domain/record-validation';
import type { ByteFields, RejectReason } from '../../domain/record-validation';
import { createDayReader } from './day-reader';
import { constantOf } from './partitions';
import { readCount } from './read-count';
import type { EventRow, IgnoredRow, ReadRow, RowReader, WantedColumn } from './row-types';
import { isDayField, plainEntry } from './source-types';
import type { FieldName, SourceCounter, SourceEntry, SourceLog } from './source-types';
import { countsByValue } from './type-counts';

/** The object whose rows are read. */
export interface ReadObject<Log extends SourceLog> {
  readonly log: Log;
  readonly key: string;
  readonly timeZone: string;
}

/** One field of a row, made of its bytes: read for each row, or once where it is a constant or a partition. */
type Field<Value> = (fields: ByteFields) => Value;

/** A field's value or the reason for rejecting its row. */
type Counts = readonly number[] | IgnoredRow | RejectReason;

/**
 * Makes a reader of the rows of one object of a log. Fields are checked in the order of a plain row: the advertiser, the
 * product, the type or counts, the day. Only a type that is ignored comes first: such a row needs neither ids nor a day.
 * Throws `SourceFaultError` when the key has no partition that the entry names.
 */
export function createRowReader<Log extends SourceLog>(
  entry: SourceEntry,
  object: ReadObject<Log>,
): RowReader<Log> {
  const fields = new Fields(entry, object.key);
  const { log, timeZone } = object;
  // The compiler does not relate the cases of `log` to `Log`.
  const read = readRow(fields, log, timeZone) as ReadRow<Log>;
  return { columns: fields.columns, read };
}

/** Makes a reader of the rows of a log that is not described: the same rows and rejects as `VALIDATORS`. */
export function createPlainRowReader<Log extends SourceLog>(log: Log): RowReader<Log> {
  return createRowReader(plainEntry(log), { log, key: '', timeZone: 'UTC' });
}

function readRow(fields: Fields, log: SourceLog, timeZone: string): ReadRow<SourceLog> {
  switch (log) {
    case 'advertiser_ids':
      return readAdvertiser(fields);
    case 'excluded_products':
      return readExcluded(fields, timeZone);
    case 'product_views':
    case 'ads_views':
      return readEvent(fields, log, timeZone);
  }
}

function readAdvertiser(fields: Fields): ReadRow<'advertiser_ids'> {
  const advertiserOf = fields.reader('advertiser_id', decodeId);
  return (row) => {
    const advertiser = advertiserOf(row);
    return 'reason' in advertiser ? advertiser.reason : { advertiserId: advertiser.id };
  };
}

function readEvent(fields: Fields, log: EventLogName, timeZone: string): ReadRow<EventLogName> {
  const advertiserOf = fields.reader('advertiser_id', decodeId);
  const productOf = fields.reader('product_id', decodeId);
  const countsOf = fields.has('type') ? countsByType(fields, log) : countsByColumn(fields, log);
  const dayOf = fields.reader('date', createDayReader(fields.dayFormat('date'), timeZone));
  const mayIgnore = (fields.entry.types?.ignored ?? []).length > 0;
  return (row): EventRow | IgnoredRow | RejectReason => {
    if (mayIgnore) {
      const counts = countsOf(row);
      if (isIgnored(counts)) return counts;
    }
    const advertiser = advertiserOf(row);
    if ('reason' in advertiser) return advertiser.reason;
    const product = productOf(row);
    if ('reason' in product) return product.reason;
    const counts = countsOf(row);
    if (typeof counts === 'string' || isIgnored(counts)) return counts;
    const day = dayOf(row);
    if (day === undefined) return 'invalid_date';
    return { advertiserId: advertiser.id, productId: product.id, day, counts };
  };
}

function isIgnored(counts: Counts): counts is IgnoredRow {
  return typeof counts === 'object' && 'ignored' in counts;
}

function countsByType(fields: Fields, log: EventLogName): Field<Counts> {
  const types = countsByValue(fields.entry, log);
  return fields.reader('type', (bytes) => types.get(bytes) ?? 'unknown_type');
}

/** What a row adds by its columns of counts; a product view without such a column is one view. */
function countsByColumn(fields: Fields, log: EventLogName): Field<Counts> {
  const counters: readonly SourceCounter[] = LOG_COUNTERS[log];
  if (log === 'product_views' && !fields.has('views')) {
    const one = [1];
    return () => one;
  }
  const readers = counters.map((counter) =>
    fields.has(counter) ? fields.reader(counter, readCount) : () => 0,
  );
  return (row) => {
    const counts: number[] = [];
    for (const reader of readers) {
      const count = reader(row);
      if (count < 0) return 'invalid_count';
      counts.push(count);
    }
    return counts;
  };
}

function readExcluded(fields: Fields, timeZone: string): ReadRow<'excluded_products'> {
  const advertiserOf = fields.reader('advertiser_id', decodeId);
  const productOf = fields.reader('product_id', decodeId);
  const dayOf = (name: 'from' | 'to'): Field<string | undefined> => {
    if (!fields.has(name)) return () => '';
    const dayReader = createDayReader(fields.dayFormat(name), timeZone);
    return fields.reader(name, (bytes) => (bytes === '' ? '' : dayReader(bytes)));
  };
  const fromOf = dayOf('from');
  const toOf = dayOf('to');
  return (row) => {
    const advertiser = advertiserOf(row);
    if ('reason' in advertiser) return advertiser.reason;
    const product = productOf(row);
    if ('reason' in product) return product.reason;
    const from = fromOf(row);
    const to = toOf(row);
    if (from === undefined || to === undefined) return 'invalid_date';
    // Days without a day between them would exclude the product on no date, in silence.
    if (from !== '' && to !== '' && from > to) return 'invalid_date';
    return {
      advertiserId: advertiser.id,
      productId: product.id,
      ...(from !== '' && { from }),
      ...(to !== '' && { to }),
    };
  };
}

/** Finds the fields of an entry in the rows of one object, and lists the columns that are needed for them. */
class Fields {
  readonly columns: WantedColumn[] = [];

  constructor(
    readonly entry: SourceEntry,
    private readonly key: string,
  ) {}

  has(name: FieldName): boolean {
    return this.entry.columns[name] !== undefined;
  }

  dayFormat(name: FieldName): string {
    return this.entry.columns[name]?.format ?? 'date';
  }

  /** Reads a field by `parse`: once for all rows where no column is needed. */
  reader<Value>(name: FieldName, parse: (bytes: string) => Value): Field<Value> {
    const source = this.entry.columns[name];
    if (source === undefined) throw new Error(`${this.entry.at} has no field ${name}`);
    if (!('column' in source)) {
      const value = parse(constantOf(this.entry, this.key, name, source));
      return () => value;
    }
    const wanted = { name: source.column, use: useOf(name) };
    const known = this.columns.findIndex((one) => one.name === wanted.name && one.use === wanted.use);
    const ordinal = known === -1 ? this.columns.push(wanted) - 1 : known;
    return (fields) => parse(fields[ordinal] ?? '');
  }
}

function useOf(name: FieldName): WantedColumn['use'] {
  if (name === 'advertiser_id' || name === 'product_id') return 'id';
  if (name === 'type') return 'type';
  return isDayField(name) ? 'day' : 'count';
}
