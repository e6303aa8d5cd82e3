import { ID_MAX_BYTES } from '../../../domain/record-validation';
import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { textIn } from '../../../logs/formats/parquet/value-list';
import type { ValueList } from '../../../logs/formats/parquet/value-list';
import type { ScannerModule } from '../scanner-module';

/** Bytes behind a text that are read along. */
const SLACK_BYTES = 8;
const NO_CODES = new Int32Array();

/** The ids of a column, as a scanner reads them: a list of ids, and for each row its number in the list. */
export class IdColumn {
  readonly #module: ScannerModule;
  readonly #list: number;
  /** The numbers of rows. */
  readonly #codes: Int32Array;
  readonly #texts: Buffer;
  readonly #starts: Int32Array;
  readonly #ends: Int32Array;
  /** The dictionary whose values are the list. */
  #dictionary: ValueList | undefined;
  /** The last dictionary that was too large. */
  #refused: ValueList | undefined;

  /** @param list 0 for advertisers, 1 for products. */
  constructor(module: ScannerModule, list: number) {
    const { wasm, bytes } = module;
    const textBytes = wasm.CODED_TEXT_BYTES.value;
    const maxIds = wasm.MAX_CODED_IDS.value;
    this.#module = module;
    this.#list = list;
    this.#codes = new Int32Array(bytes.buffer, wasm.codesAt(list), wasm.MAX_CODED_ROWS.value);
    this.#texts = Buffer.from(bytes.buffer, wasm.textsAt(list), textBytes);
    this.#starts = new Int32Array(bytes.buffer, wasm.codedStarts.value, maxIds);
    this.#ends = new Int32Array(bytes.buffer, wasm.codedEnds.value, maxIds);
  }

  /** Puts the ids of rows where the scanner reads them. */
  load({ dictionary, codes, values }: ColumnBatch, rows: number): void {
    if (dictionary !== undefined && this.#hasTaken(dictionary)) {
      this.#codes.set(codes.subarray(0, rows));
      return;
    }
    this.#dictionary = undefined;
    if (dictionary !== undefined) this.#takeEach(dictionary, rows, codes);
    else if (!this.#takeAll(values, rows)) this.#takeEach(values, rows);
    for (let row = 0; row < rows; row++) this.#codes[row] = row;
  }

  #hasTaken(dictionary: ValueList): boolean {
    if (dictionary === this.#dictionary) return true;
    if (dictionary === this.#refused) return false;
    const isTaken = this.#takeAll(dictionary);
    if (isTaken) this.#dictionary = dictionary;
    else this.#refused = dictionary;
    return isTaken;
  }

  /** Makes a list of values; false if there is no room for them. */
  #takeAll(values: ValueList, count = values.length): boolean {
    if (count > this.#starts.length) return false;
    const { bytes, starts, ends } = values;
    if (bytes === undefined) return this.#takeEach(values, count);
    let first = bytes.length;
    let last = 0;
    for (let i = 0; i < count; i++) {
      const end = ends[i] ?? 0;
      // A null has no place among the others.
      if (end === 0) continue;
      first = Math.min(first, starts[i] ?? 0);
      last = Math.max(last, end);
    }
    if (last - first > this.#texts.length - SLACK_BYTES) return false;
    if (last > first) this.#texts.set(bytes.subarray(first, last));
    this.#starts.set(starts.subarray(0, count));
    this.#ends.set(ends.subarray(0, count));
    this.#module.wasm.takeIds(this.#list, count, first);
    return true;
  }

  /** Makes a list of values text by text, or of the values of codes; false if there is no room for them. */
  #takeEach(values: ValueList, count: number, codes: Int32Array = NO_CODES): boolean {
    const texts = this.#texts;
    let end = 0;
    for (let i = 0; i < count; i++) {
      const index = codes === NO_CODES ? i : (codes[i] ?? -1);
      const text = index < 0 ? '' : textIn(values, index);
      this.#starts[i] = end;
      // A longer text is no id.
      if (text.length <= ID_MAX_BYTES) {
        if (end + text.length > texts.length - SLACK_BYTES) return false;
        end += texts.write(text, end, 'latin1');
      }
      this.#ends[i] = end;
    }
    this.#module.wasm.takeIds(this.#list, count, 0);
    return true;
  }
}
