import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { textIn } from '../../../logs/formats/parquet/value-list';
import type { ValueList } from '../../../logs/formats/parquet/value-list';

/** The number of a value that only the reader of rows can judge. */
export const UNKNOWN = -1;

/** Makes numbers of the values of a column. */
export interface NumberReader {
  ofText(bytes: string): number;
  ofValue(values: ValueList, index: number): number;
}

/** Makes numbers of values by their texts. */
export function createNumberReader(ofText: (bytes: string) => number): NumberReader {
  return { ofText, ofValue: (values, index) => ofText(textIn(values, index)) };
}

/** Maps the rows of a column to numbers: each value of a dictionary once. */
export class ColumnNumbers<Numbers extends Int32Array | Float64Array> {
  readonly #reader: NumberReader;
  readonly #allocate: (length: number) => Numbers;
  #dictionary: ValueList | undefined;
  /** The number of null, then the numbers of the codes. */
  #ofCodes: Numbers;

  /** @param numbers where the numbers of rows are put. */
  constructor(
    reader: NumberReader,
    readonly numbers: Numbers,
    allocate: (length: number) => Numbers,
  ) {
    this.#reader = reader;
    this.#allocate = allocate;
    this.#ofCodes = allocate(0);
  }

  /** Reads the numbers of rows. */
  load({ dictionary, codes, values }: ColumnBatch, rows: number): void {
    const { numbers } = this;
    if (dictionary === undefined) {
      for (let row = 0; row < rows; row++) numbers[row] = this.#reader.ofValue(values, row);
      return;
    }
    if (dictionary !== this.#dictionary) this.#readAll(dictionary);
    const ofCodes = this.#ofCodes;
    for (let row = 0; row < rows; row++) numbers[row] = ofCodes[(codes[row] ?? 0) + 1] ?? 0;
  }

  #readAll(dictionary: ValueList): void {
    const ofCodes = this.#allocate(dictionary.length + 1);
    ofCodes[0] = this.#reader.ofText('');
    for (let code = 0; code < dictionary.length; code++) {
      ofCodes[code + 1] = this.#reader.ofValue(dictionary, code);
    }
    this.#ofCodes = ofCodes;
    this.#dictionary = dictionary;
  }
}
