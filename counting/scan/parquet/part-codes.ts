import type { ColumnBatch } from '../../../logs/formats/parquet/column-rows';
import { textIn } from '../../../logs/formats/parquet/value-list';
import type { ValueList } from '../../../logs/formats/parquet/value-list';

/** The code of a value that only the reader of rows can judge: an invalid one, or one for which there is no room. */
export const UNKNOWN = -1;

/** Gives values their codes: a value is read once, however often it occurs. */
export class ValueCodes<Value> {
  readonly #read: (bytes: string) => Value | undefined;
  readonly #shift: number;
  readonly #max: number;
  readonly #codes = new Map<string, number>();
  readonly #values: Value[] = [];

  /**
   * @param read makes a value of a byte string; undefined for one that is invalid.
   * @param bits the bits of a word that the codes take: from the first, which is 0 for the lowest, so many.
   */
  constructor(
    read: (bytes: string) => Value | undefined,
    bits: { readonly first: number; readonly count: number },
  ) {
    this.#read = read;
    this.#shift = bits.first;
    this.#max = 1 << bits.count;
  }

  /**
   * Tells whether there is room for so many texts. Of many texts half of the room has to be free only: some are known, or
   * are of one value.
   */
  hasRoomFor(texts: number): boolean {
    return this.#max - this.#values.length >= Math.min(texts, this.#max / 2);
  }

  /** The code of a value, in the bits of a word that it takes. */
  codeOf(bytes: string): number {
    const known = this.#codes.get(bytes);
    if (known !== undefined) return known;
    const value = this.#read(bytes);
    if (value === undefined || this.#values.length === this.#max) return UNKNOWN;
    const code = (this.#values.push(value) - 1) << this.#shift;
    this.#codes.set(bytes, code);
    return code;
  }

  /** The value of the code in a word. */
  valueIn(word: number): Value {
    const value = this.#values[(word >>> this.#shift) & (this.#max - 1)];
    if (value === undefined) throw new Error('a word has a code without a value');
    return value;
  }

  clear(): void {
    this.#codes.clear();
    this.#values.length = 0;
  }
}

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
  #numbers: Numbers;

  constructor(reader: NumberReader, allocate: (length: number) => Numbers) {
    this.#reader = reader;
    this.#allocate = allocate;
    this.#numbers = allocate(0);
  }

  /** Values of a batch that have no numbers yet; at least one where it has no dictionary. */
  newIn({ dictionary }: ColumnBatch): number {
    if (dictionary === undefined) return 1;
    return dictionary === this.#dictionary ? 0 : dictionary.length;
  }

  /** Forgets the dictionary. */
  clear(): void {
    this.#dictionary = undefined;
  }

  /** The number of null, then the numbers of the codes of the batch; undefined where it has values. */
  ofCodes({ dictionary }: ColumnBatch): Numbers | undefined {
    if (dictionary === undefined) return undefined;
    if (dictionary !== this.#dictionary) {
      this.#numbers = this.#allocate(dictionary.length + 1);
      this.#numbers[0] = this.#reader.ofText('');
      for (let code = 0; code < dictionary.length; code++) {
        this.#numbers[code + 1] = this.#reader.ofValue(dictionary, code);
      }
      this.#dictionary = dictionary;
    }
    return this.#numbers;
  }

  /** The number of a text. */
  ofText(bytes: string): number {
    return this.#reader.ofText(bytes);
  }

  /** The number of a value of a batch. */
  ofValue(values: ValueList, row: number): number {
    return this.#reader.ofValue(values, row);
  }
}
