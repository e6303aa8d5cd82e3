import type { DecodedArray, Encoding, SchemaElement } from 'hyparquet';
import type { DayNumbers } from './day-numbers';
import { unpackDelta64 } from './delta-numbers';
import { HybridReader } from './hybrid-reader';
import type { ParquetLibrary } from './parquet-library';
import type { ValueList } from './value-list';
import type { PlainValue, TextOf } from './value-texts';

/** The values of a page, or of a dictionary, one after the other. */
export interface PageValues {
  /** Reads the next `count` values into a list from its start. @throws RangeError when there are fewer. */
  read(list: ValueList, count: number): void;
}

/** A column whose values are read. */
export interface ValueColumn {
  readonly element: SchemaElement;
  readonly textOf: TextOf;
  readonly dayNumbers: DayNumbers | undefined;
}

const FIXED_BYTES = { INT32: 4, INT64: 8, INT96: 12, FLOAT: 4, DOUBLE: 8 } as const;
/** Values of a page that are unpacked at once, where they cannot be read one after the other. */
const MAX_UNPACKED_VALUES = 32 * 1024 * 1024;

/**
 * Reads values that are not codes of a dictionary.
 * @param count how many there are at most.
 * @throws Error when the bytes are not what they should be.
 */
export function createPageValues(
  library: ParquetLibrary,
  column: ValueColumn,
  { bytes, encoding, count }: { bytes: Uint8Array; encoding: Encoding; count: number },
): PageValues {
  const { element, textOf } = column;
  const { type } = element;
  if (encoding === 'RLE') return new BooleanRuns(bytes, textOf);
  if (encoding === 'PLAIN' && type === 'BYTE_ARRAY') return new PlainTexts(bytes, textOf, isRaw(element));
  return new UnpackedValues(unpack(library, element, { bytes, encoding, count }), column);
}

/** Tells whether the text of a value is its very bytes. */
function isRaw({ type, converted_type: converted, logical_type: logical }: SchemaElement): boolean {
  return type === 'BYTE_ARRAY' && converted !== 'DECIMAL' && logical?.type !== 'DECIMAL';
}

/** Byte arrays, each behind its length. */
class PlainTexts implements PageValues {
  readonly #bytes: Buffer;
  readonly #view: DataView;
  readonly #textOf: TextOf;
  readonly #isRaw: boolean;
  #at = 0;

  constructor(bytes: Uint8Array, textOf: TextOf, isRawText: boolean) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#textOf = textOf;
    this.#isRaw = isRawText;
  }

  read(list: ValueList, count: number): void {
    list.dayNumbers = undefined;
    list.bytes = this.#isRaw ? this.#bytes : undefined;
    const { starts, ends, texts } = list;
    const bytes = this.#bytes;
    const view = this.#view;
    let at = this.#at;
    for (let i = 0; i < count; i++) {
      const start = at + 4;
      at = start + view.getUint32(at, true);
      if (at > bytes.length) throw new RangeError('a page has a text beyond its end');
      if (this.#isRaw) {
        starts[i] = start;
        ends[i] = at;
      } else texts[i] = this.#textOf(bytes.subarray(start, at));
    }
    this.#at = at;
  }
}

/** Booleans in runs, behind the length of all. */
class BooleanRuns implements PageValues {
  readonly #runs: HybridReader;
  readonly #textOf: TextOf;
  #codes = new Int32Array();

  constructor(bytes: Uint8Array, textOf: TextOf) {
    this.#runs = new HybridReader(bytes, { start: 4, end: bytes.length, width: 1 });
    this.#textOf = textOf;
  }

  read(list: ValueList, count: number): void {
    list.dayNumbers = undefined;
    list.bytes = undefined;
    const { texts } = list;
    if (this.#codes.length < count) this.#codes = new Int32Array(count);
    this.#runs.fill(this.#codes, count);
    for (let i = 0; i < count; i++) texts[i] = this.#textOf(this.#codes[i] === 1);
  }
}

class UnpackedValues implements PageValues {
  #at = 0;

  constructor(
    private readonly values: DecodedArray,
    private readonly column: ValueColumn,
  ) {}

  read(list: ValueList, count: number): void {
    const { values, column } = this;
    const { textOf, dayNumbers } = column;
    const { texts, numbers } = list;
    if (this.#at + count > values.length) throw new RangeError('a page has fewer values than it says');
    list.bytes = undefined;
    const areNumbers = dayNumbers?.read(values, this.#at, numbers, count) === true;
    list.dayNumbers = areNumbers ? dayNumbers : undefined;
    if (!areNumbers) {
      for (let i = 0; i < count; i++) texts[i] = textOf(values[this.#at + i] as PlainValue);
    }
    this.#at += count;
  }
}

function unpack(
  library: ParquetLibrary,
  { type, type_length: typeLength }: SchemaElement,
  { bytes, encoding, count }: { bytes: Uint8Array; encoding: Encoding; count: number },
): DecodedArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: 0 };
  const fitting = (valueBytes: number) => limited(Math.min(count, Math.floor(bytes.length / valueBytes)));
  switch (encoding) {
    case 'PLAIN':
      if (type === undefined) break;
      return library.readPlain(reader, type, fitting(bytesOf(type, typeLength)), typeLength);
    case 'BYTE_STREAM_SPLIT':
      if (type === undefined) break;
      return library.byteStreamSplit(reader, fitting(bytesOf(type, typeLength)), type, typeLength);
    case 'DELTA_BINARY_PACKED': {
      const packed = deltaCount(bytes, count);
      if (type !== 'INT32') return unpackDelta64(bytes, packed);
      const values = new Int32Array(packed);
      if (packed > 0) library.deltaBinaryUnpack(reader, packed, values);
      return values;
    }
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY': {
      const packed = deltaCount(bytes, count);
      const values = new Array<Uint8Array>(packed);
      if (encoding === 'DELTA_BYTE_ARRAY') library.deltaByteArray(reader, packed, values);
      else library.deltaLengthByteArray(reader, packed, values);
      // The library does not compare lengths with the end of the page.
      if (reader.offset > bytes.length) throw new RangeError('a page has a text beyond its end');
      return values;
    }
    case 'RLE':
    case 'BIT_PACKED':
    case 'GROUP_VAR_INT':
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      break;
  }
  throw new Error(`has the encoding ${encoding}`);
}

/** Bytes of one value; of a boolean one bit. */
function bytesOf(type: NonNullable<SchemaElement['type']>, typeLength: number | undefined): number {
  if (type === 'BOOLEAN') return 1 / 8;
  if (type === 'FIXED_LEN_BYTE_ARRAY' || type === 'BYTE_ARRAY') return Math.max(1, typeLength ?? 1);
  return FIXED_BYTES[type];
}

function limited(count: number): number {
  if (count > MAX_UNPACKED_VALUES) throw new RangeError(`a page has ${String(count)} values`);
  return count;
}

/** How many values there are by the header of a delta encoding, in which nulls are left out. */
function deltaCount(bytes: Uint8Array, count: number): number {
  let at = 0;
  const varInt = () => {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    return value >>> 0;
  };
  if (bytes.length === 0) return 0;
  varInt();
  varInt();
  return limited(Math.min(count, varInt()));
}
