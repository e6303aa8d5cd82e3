import type { LogObject } from '../../../logs/input-object';
import { BATCH_ROWS } from '../../../logs/formats/parquet/column-rows';
import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { recordAt } from '../../../logs/formats/parquet/parquet-record';
import type { RowBatch } from '../../../logs/formats/parquet/parquet-rows';
import type { RowReader } from '../../../logs/sources/row-types';
import type { EventLogName } from '../../../domain/logs';
import type { CountSink, ScanReport } from '../log-scan';
import { RecordCounting } from '../record-counting';
import { codeFieldsOf, readAmount } from './code-fields';
import type { CodeField, CodeFields, FieldPlace } from './code-fields';
import { CodeTable } from './code-table';
import { ColumnNumbers, createNumberReader } from './part-codes';

/** A field whose code is in one word of the key, and its column. */
interface CodedField {
  readonly word: Int32Array;
  readonly field: CodeField<unknown>;
  readonly numbers: ColumnNumbers<Int32Array>;
}

/** The amounts that rows add to one counter. */
interface Amounts {
  readonly place: FieldPlace;
  readonly values: Float64Array;
  readonly numbers: ColumnNumbers<Float64Array>;
}

/**
 * Counts rows by the codes of their values: each value of a dictionary is read once. A row with a value that is invalid, or
 * for which there is no room, goes to the reader of rows like any record, so that both ways agree.
 */
export class CodeCounting {
  readonly #records: RecordCounting;
  readonly #fields: CodeFields;
  readonly #coded: readonly CodedField[];
  readonly #amounts: readonly Amounts[];
  readonly #table: CodeTable;
  /** The codes of the product and the type of each row of a batch; negative where one is unknown. */
  readonly #first = new Int32Array(BATCH_ROWS);
  /** The codes of the advertiser and the day. */
  readonly #second = new Int32Array(BATCH_ROWS);
  #rows = 0;

  constructor(logObject: LogObject, { columns, read }: RowReader<EventLogName>, sink: CountSink) {
    this.#records = new RecordCounting(logObject, read, sink);
    const fields = codeFieldsOf(logObject, columns);
    const { advertiser, product, type, day } = fields;
    const coded = (word: Int32Array, field: CodeField<unknown>): CodedField => ({
      word,
      field,
      numbers: new ColumnNumbers(field.reader, (length) => new Int32Array(length)),
    });
    this.#fields = fields;
    this.#coded = [
      coded(this.#first, product),
      coded(this.#first, type),
      coded(this.#second, advertiser),
      coded(this.#second, day),
    ];
    this.#amounts = fields.amounts.map((place) => ({
      place,
      values: new Float64Array(BATCH_ROWS),
      numbers: new ColumnNumbers(createNumberReader(readAmount), (length) => new Float64Array(length)),
    }));
    this.#table = new CodeTable(this.#amounts.length);
  }

  /** Counts the rows of a batch. */
  async add(batch: RowBatch): Promise<void> {
    this.#makeRoom(batch);
    this.#first.fill(0, 0, batch.rows);
    this.#second.fill(0, 0, batch.rows);
    for (const field of this.#coded) addCodes(field, batch);
    for (const amounts of this.#amounts) readAmounts(amounts, batch, this.#second);
    this.#count(batch);
    this.#rows += batch.rows;
    await this.#records.flush();
  }

  /** Tells what has been found. */
  report(ends: Pick<ScanReport, 'lines' | 'endedAt'>): ScanReport {
    this.#drain();
    return this.#records.report(ends);
  }

  #count(batch: RowBatch): void {
    const first = this.#first;
    const second = this.#second;
    const table = this.#table;
    const { length: counters } = this.#amounts;
    for (let row = 0; row < batch.rows; row++) {
      const one = first[row] ?? 0;
      const other = second[row] ?? 0;
      if ((one | other) < 0) {
        this.#records.addRecord(recordAt(batch, row, this.#rows + row + 1));
        continue;
      }
      const entry = table.add(one, other);
      for (let counter = 0; counter < counters; counter++) {
        table.addTo(entry, counter, this.#amounts[counter]?.values[row] ?? 0);
      }
    }
  }

  /** Hands over what has been counted if values or rows of the batch might have no room beside it. */
  #makeRoom({ rows, columns }: RowBatch): void {
    const isTight = this.#coded.some(({ field, numbers }) => {
      const column = 'column' in field.place ? columns[field.place.column] : undefined;
      return column !== undefined && !field.codes.hasRoomFor(numbers.newIn(column));
    });
    if (isTight) {
      this.#drain();
      for (const { field, numbers } of this.#coded) {
        field.clear();
        numbers.clear();
      }
    }
    if (this.#table.reserve(rows)) return;
    this.#drain();
    this.#table.reserve(rows);
  }

  #drain(): void {
    const { advertiser, product, type, day } = this.#fields;
    const hasAmounts = this.#amounts.length > 0;
    this.#table.drain((first, second, rows, sums) => {
      const row = {
        advertiserId: advertiser.codes.valueIn(second),
        productId: product.codes.valueIn(first),
        day: day.codes.valueIn(second),
        counts: hasAmounts ? [...sums] : times(type.codes.valueIn(first), rows),
      };
      this.#records.addEvents(row, rows);
    });
  }
}

function times(counts: readonly number[], rows: number): readonly number[] {
  return rows === 1 ? counts : counts.map((count) => count * rows);
}

/** Adds the codes of a field to its word. */
function addCodes({ word, field: { place }, numbers }: CodedField, { rows, columns }: RowBatch): void {
  if ('constant' in place) {
    const code = numbers.ofText(place.constant);
    for (let row = 0; row < rows; row++) word[row] = (word[row] ?? 0) | code;
    return;
  }
  const column = columnAt(columns, place.column);
  const ofCodes = numbers.ofCodes(column);
  const { codes, values } = column;
  if (ofCodes !== undefined) {
    for (let row = 0; row < rows; row++) {
      word[row] = (word[row] ?? 0) | (ofCodes[(codes[row] ?? 0) + 1] ?? 0);
    }
    return;
  }
  for (let row = 0; row < rows; row++) word[row] = (word[row] ?? 0) | numbers.ofValue(values, row);
}

/** Reads the amounts of rows; a row with one that is no count is marked as unknown. */
function readAmounts(
  { values, place, numbers }: Amounts,
  { rows, columns }: RowBatch,
  word: Int32Array,
): void {
  if ('constant' in place) {
    values.fill(numbers.ofText(place.constant), 0, rows);
  } else {
    const column = columnAt(columns, place.column);
    const ofCodes = numbers.ofCodes(column);
    for (let row = 0; row < rows; row++) {
      values[row] =
        ofCodes === undefined
          ? numbers.ofValue(column.values, row)
          : (ofCodes[(column.codes[row] ?? 0) + 1] ?? 0);
    }
  }
  for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) word[row] = -1;
}

function columnAt(columns: readonly ColumnBatch[], ordinal: number): ColumnBatch {
  const column = columns[ordinal];
  if (column === undefined) throw new Error('a column of a description is not read');
  return column;
}
