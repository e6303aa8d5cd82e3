import type { LogObject } from '../../../logs/input-object';
import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { recordAt } from '../../../logs/formats/parquet/parquet-record';
import type { RowBatch } from '../../../logs/formats/parquet/parquet-rows';
import type { RowReader } from '../../../logs/sources/row-types';
import type { EventLogName } from '../../../domain/logs';
import type { CountSink, ScanReport } from '../log-scan';
import { RecordCounting } from '../record-counting';
import { createScannerModule } from '../scanner-module';
import type { ScannerModule } from '../scanner-module';
import { codeFieldsOf } from './code-fields';
import type { FieldPlace, NumberField } from './code-fields';
import { ColumnNumbers, UNKNOWN } from './column-numbers';
import { constantBatch } from './constant-batch';
import { DayList } from './day-list';
import { IdColumn } from './id-column';

/** The columns of rows as the scanner numbers them. */
const COLUMNS = { advertiser: 0, product: 1, day: 2, counter: 3 } as const;

/** What is read of a column, or of a constant. */
interface Loaded<Reader> {
  readonly reader: Reader;
  /** The batch of a column. */
  readonly find: (columns: readonly ColumnBatch[]) => ColumnBatch;
}

/**
 * Counts rows by the codes of their values: each value of a dictionary is read once, and ids go to the scanner as bytes. A row
 * that the scanner does not take goes to the reader of rows like any record, so that both ways agree.
 */
export class CodeCounting {
  readonly #module: ScannerModule;
  readonly #records: RecordCounting;
  readonly #ids: readonly Loaded<IdColumn>[];
  readonly #codes: readonly Loaded<ColumnNumbers<Int32Array>>[];
  readonly #counters: Int32Array;
  readonly #amounts: readonly Loaded<ColumnNumbers<Float64Array>>[];
  #rows = 0;

  constructor(
    logObject: LogObject,
    { columns, read }: RowReader<EventLogName>,
    sink: CountSink,
    module = createScannerModule(),
  ) {
    const { wasm, bytes } = module;
    const maxRows = wasm.MAX_CODED_ROWS.value;
    this.#module = module;
    this.#records = new RecordCounting(logObject, read, sink, module);
    const fields = codeFieldsOf(logObject, columns, new DayList(module));
    const codes = (column: number) => new Int32Array(bytes.buffer, wasm.codesAt(column), maxRows);
    const numbers = ({ place, reader }: NumberField, column: number) =>
      loaded(place, new ColumnNumbers(reader, codes(column), (length) => new Int32Array(length)));
    this.#ids = [
      loaded(fields.advertiser, new IdColumn(module, COLUMNS.advertiser)),
      loaded(fields.product, new IdColumn(module, COLUMNS.product)),
    ];
    this.#codes = [numbers(fields.day, COLUMNS.day), numbers(fields.counter, COLUMNS.counter)];
    this.#counters = codes(COLUMNS.counter);
    this.#amounts = fields.amounts.map(({ place, reader }, counter) => {
      const amounts = new Float64Array(bytes.buffer, wasm.amountsAt(counter), maxRows);
      return loaded(place, new ColumnNumbers(reader, amounts, (length) => new Float64Array(length)));
    });
  }

  /** Counts the rows of a batch. */
  async add(batch: RowBatch): Promise<void> {
    const { rows, columns } = batch;
    for (const { reader, find } of this.#ids) reader.load(find(columns), rows);
    for (const { reader, find } of this.#codes) reader.load(find(columns), rows);
    for (const { reader, find } of this.#amounts) {
      reader.load(find(columns), rows);
      this.#leaveOut(reader.numbers, rows);
    }
    this.#count(batch);
    this.#rows += rows;
    await this.#records.flush();
  }

  /** Tells what has been found. */
  report(ends: Pick<ScanReport, 'lines' | 'endedAt'>): ScanReport {
    return this.#records.report(ends);
  }

  /** Leaves rows with an amount that is no count to the reader of rows. */
  #leaveOut(amounts: Float64Array, rows: number): void {
    for (let row = 0; row < rows; row++) if (Number.isNaN(amounts[row])) this.#counters[row] = UNKNOWN;
  }

  #count(batch: RowBatch): void {
    const { wasm } = this.#module;
    const records = this.#records;
    const hasAmounts = this.#amounts.length > 0;
    for (let row = 0; row < batch.rows;) {
      const eventsLeft = Number.MAX_SAFE_INTEGER - records.events;
      wasm.limitEvents(eventsLeft);
      const stopped = wasm.countCodes(row, batch.rows, hasAmounts);
      const counted = stopped - row;
      records.addScanned(counted, hasAmounts ? eventsLeft - wasm.eventsLeft.value : counted);
      row = stopped;
      if (row === batch.rows) return;
      if (wasm.codedStop.value === wasm.AT_FULL.value) records.handOver();
      else {
        records.addRecord(recordAt(batch, row, this.#rows + row + 1));
        row++;
      }
    }
  }
}

function loaded<Reader>(place: FieldPlace, reader: Reader): Loaded<Reader> {
  if ('constant' in place) {
    const batch = constantBatch(place.constant);
    return { reader, find: () => batch };
  }
  return { reader, find: (columns) => columnAt(columns, place.column) };
}

function columnAt(columns: readonly ColumnBatch[], ordinal: number): ColumnBatch {
  const column = columns[ordinal];
  if (column === undefined) throw new Error('a column of a description is not read');
  return column;
}
