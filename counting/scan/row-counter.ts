import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName, LogEvent } from '../../domain/logs';
import { INPUT_BYTES } from './scanner-module';
import type { ScannerModule } from './scanner-module';
import { readTable } from './scanner-table';
import type { CountTable } from './scanner-table';

/** Bytes between the values of one event in the module's memory: the longest id with room to be read past its end. */
const VALUE_BYTES = 256;

/**
 * Counts events one by one in the table of a scanner module. A full table goes to `onTable`, and an empty one begins.
 * The module may add records to the table by itself; it tells how many with `addScanned`.
 */
export class RowCounter {
  readonly #module: ScannerModule;
  readonly #log: EventLogName;
  readonly #key: string;
  readonly #onTable: (table: CountTable) => void;
  #begun = false;
  #accepted = 0;
  #tableAccepted = 0;

  /** @param onTable takes each table of counts; it is valid during the call only. */
  constructor(module: ScannerModule, log: EventLogName, key: string, onTable: (table: CountTable) => void) {
    this.#module = module;
    this.#log = log;
    this.#key = key;
    this.#onTable = onTable;
  }

  /** Events counted so far. */
  get accepted(): number {
    return this.#accepted;
  }

  /** Begins an empty table. @param width fields of each record that the module scans by itself. */
  begin(width = 0): void {
    this.#begun = true;
    this.#module.wasm.begin(width, LOG_COUNTERS[this.#log].length);
  }

  /** Counts one event. */
  add(event: LogEvent): void {
    if (!this.#write(event)) {
      this.handOver();
      if (!this.#write(event)) throw new Error('one record does not fit into an empty table');
    }
    this.addScanned(1);
  }

  /** Tells that the module has counted so many records by itself. */
  addScanned(records: number): void {
    this.#accepted += records;
    this.#tableAccepted += records;
  }

  /** Hands the table over and begins an empty one. @throws Error if the table does not hold every event. */
  handOver(): void {
    if (this.#tableAccepted > 0) {
      const table = readTable(this.#module, this.#log);
      // The sum of the counters must equal the number of accepted records.
      if (table.events !== this.#tableAccepted)
        throw new Error(`${this.#key}: rows were lost while counting`);
      this.#onTable(table);
    }
    this.#tableAccepted = 0;
    if (this.#begun) this.#module.wasm.clear();
  }

  #write({ advertiserId, productId, day, counter }: LogEvent): boolean {
    const { wasm, input, inputAddress } = this.#module;
    const advertiserStart = INPUT_BYTES;
    const advertiserLength = input.write(advertiserId, advertiserStart);
    const productStart = advertiserStart + VALUE_BYTES;
    const productLength = input.write(productId, productStart);
    const dayStart = productStart + VALUE_BYTES;
    input.write(day, dayStart);
    const counters: readonly string[] = LOG_COUNTERS[this.#log];
    return wasm.add(
      inputAddress + advertiserStart,
      advertiserLength,
      inputAddress + productStart,
      productLength,
      inputAddress + dayStart,
      counters.indexOf(counter),
    );
  }
}
