import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import type { EventRow } from '../../logs/sources/row-types';
import { exact } from '../columns/counter-columns';
import { INPUT_BYTES } from './scanner-module';
import type { ScannerModule } from './scanner-module';
import { readTable } from './scanner-table';
import type { CountTable } from './scanner-table';

/** Bytes between the values of one event in the module's memory: the longest id with room to be read past its end. */
const VALUE_BYTES = 256;
const SHORT_LENGTH = 48;
const MAX_ASCII = 0x7f;

/**
 * Counts rows one by one in the table of a scanner module. A full table goes to `onTable`, and an empty one begins.
 * The module may add records to the table by itself; it tells how many with `addScanned`.
 */
export class RowCounter {
  readonly #module: ScannerModule;
  readonly #log: EventLogName;
  readonly #key: string;
  /** What is counted, for messages. */
  readonly #what: string;
  readonly #onTable: (table: CountTable) => void;
  #begun = false;
  #accepted = 0;
  #events = 0;
  #tableEvents = 0;

  /** @param onTable takes each table of counts; it is valid during the call only. */
  constructor(module: ScannerModule, log: EventLogName, key: string, onTable: (table: CountTable) => void) {
    this.#module = module;
    this.#log = log;
    this.#key = key;
    this.#what = `the events of ${key}`;
    this.#onTable = onTable;
  }

  /** Records counted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** The sum of all counters so far. */
  get events(): number {
    return this.#events;
  }

  /** Begins an empty table. @param width fields of each record that the module scans by itself. */
  begin(width = 0): void {
    this.#begun = true;
    this.#module.wasm.begin(width, LOG_COUNTERS[this.#log].length);
  }

  /**
   * Counts one record. What adds nothing is accepted, and no product of the table.
   * @throws CountTooLargeError when the sum of all counters is beyond what is counted exactly.
   */
  add(row: EventRow): void {
    const [first = 0, second = 0, third = 0] = row.counts;
    const events = first + second + third;
    // Refused before the table has them: its sums have to be exact as well.
    exact(this.#events + events, this.#what);
    if (events > 0 && !this.#write(row, first, second, third)) {
      this.handOver();
      if (!this.#write(row, first, second, third))
        throw new Error('one record does not fit into an empty table');
    }
    this.#accepted++;
    this.#addEvents(events);
  }

  /** Tells that the module has counted so many records by itself, which are so many events: one each, if nothing is said. */
  addScanned(records: number, events = records): void {
    this.#accepted += records;
    this.#addEvents(events);
  }

  /** Hands the table over and begins an empty one. @throws Error if the table does not hold every event. */
  handOver(): void {
    if (this.#tableEvents > 0) {
      const table = readTable(this.#module, this.#log);
      if (table.events !== this.#tableEvents) throw new Error(`${this.#key}: rows were lost while counting`);
      this.#onTable(table);
    }
    this.#tableEvents = 0;
    if (this.#begun) this.#module.wasm.clear();
  }

  #addEvents(events: number): void {
    this.#events = exact(this.#events + events, this.#what);
    this.#tableEvents += events;
  }

  #write({ advertiserId, productId, day }: EventRow, first: number, second: number, third: number): boolean {
    const { wasm, input, inputAddress } = this.#module;
    const advertiserStart = INPUT_BYTES;
    const advertiserLength = writeText(input, advertiserId, advertiserStart);
    const productStart = advertiserStart + VALUE_BYTES;
    const productLength = writeText(input, productId, productStart);
    const dayStart = productStart + VALUE_BYTES;
    writeText(input, day, dayStart);
    return wasm.add(
      inputAddress + advertiserStart,
      advertiserLength,
      inputAddress + productStart,
      productLength,
      inputAddress + dayStart,
      first,
      second,
      third,
    );
  }
}

/** Writes a text as UTF-8; tells its bytes. Of short texts of ASCII a call of the buffer takes longer than their bytes. */
function writeText(bytes: Buffer, text: string, start: number): number {
  const { length } = text;
  if (length > SHORT_LENGTH) return bytes.write(text, start);
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > MAX_ASCII) return bytes.write(text, start);
    bytes[start + i] = code;
  }
  return length;
}
