import { dayNumber } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { encodeStrings } from '../domain/string-column';
import type { StringColumn } from '../domain/string-column';
import type { FlatColumn, FlatFile } from '../storage/flat-table';
import type { EventTimes } from './event-times';
import type { EventWalk } from './event-walk';
import { AD_TYPES } from './pair-draws';
import { ADVERTISER_ID_BYTES, PRODUCT_CELL_BYTES, PRODUCT_ID_BYTES } from './sample-world';
import type { World } from './sample-world';
import type { TimestampKind } from './event-times';
import { TIMESTAMP_COLUMN } from './text-layout';
import type { EventRows } from './text-rows';

/** Begins a Parquet file with these columns. */
export type OpenParquet = (
  columns: readonly Pick<FlatColumn, 'name' | 'element'>[],
  bytes: number,
) => FlatFile;

/** Rows of a row group: few enough for little memory, and about as many as other writers have. */
const ROW_GROUP_ROWS = 1 << 17;

const STRING = { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } } as const;
const DATE = { type: 'INT32', converted_type: 'DATE', logical_type: { type: 'DATE' } } as const;
const INT64 = { type: 'INT64' } as const;
const INSTANT = {
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
} as const;
const TYPES = encodeStrings(AD_TYPES);

/** The rows of an event log as Parquet, in row groups of bounded size. */
export class ParquetRows implements EventRows {
  readonly #columns: readonly string[];
  readonly #openFile: OpenParquet;
  readonly #events: EventWalk;
  readonly #times: EventTimes;
  readonly #instants: TimestampKind | undefined;
  readonly #products: number;
  readonly #advertiserIds: Dictionary;
  readonly #productIds: Dictionary;

  /** @param columns the names of the columns. */
  constructor(
    columns: readonly string[],
    openFile: OpenParquet,
    world: World,
    events: EventWalk,
    times: EventTimes,
    instants: TimestampKind | undefined,
  ) {
    this.#columns = columns;
    this.#openFile = openFile;
    this.#events = events;
    this.#times = times;
    this.#instants = instants;
    this.#products = world.products;
    const { advertiserIds, productCells } = world;
    this.#advertiserIds = new Dictionary(advertiserIds, ADVERTISER_ID_BYTES, 0, ADVERTISER_ID_BYTES);
    this.#productIds = new Dictionary(productCells, PRODUCT_CELL_BYTES, 1, PRODUCT_ID_BYTES);
  }

  *chunks(endRow: number): Generator<Buffer> {
    let file: FlatFile | undefined;
    while (file === undefined || this.#events.row < endRow) {
      const rows = Math.min(ROW_GROUP_ROWS, endRow - this.#events.row);
      const columns = this.#rowGroup(rows);
      file ??= this.#openFile(columns, 0);
      file.add(columns, 0, rows);
      yield bufferOf(file.take());
    }
    yield bufferOf(file.finish());
  }

  #rowGroup(rows: number): FlatColumn[] {
    const events = this.#events;
    const advertisers = new Int32Array(rows);
    const products = new Int32Array(rows);
    const types = new Int32Array(rows);
    const dates = new Int32Array(rows);
    const instants = new BigInt64Array(this.#instants === undefined ? 0 : rows);
    let day: CalendarDay = '';
    let date = 0;
    for (let row = 0; row < rows; row++) {
      events.advance();
      const { pair, dayStart, dayEnd } = events;
      advertisers[row] = this.#advertiserIds.codeOf(Math.floor(pair / this.#products));
      products[row] = this.#productIds.codeOf(pair);
      types[row] = events.type;
      if (events.day !== day) {
        day = events.day;
        date = dayNumber(day);
      }
      dates[row] = date;
      if (this.#instants === undefined) continue;
      instants[row] = BigInt(this.#times.at(day, events.row - 1 - dayStart, dayEnd - dayStart));
    }
    const advertiserIds = this.#advertiserIds.take();
    const productIds = this.#productIds.take();
    const instant = this.#instants === 'millis' ? INT64 : INSTANT;
    const columns: FlatColumn[] = [
      { name: 'advertiser_id', element: STRING, kind: 'codes', strings: advertiserIds, codes: advertisers },
      { name: 'product_id', element: STRING, kind: 'codes', strings: productIds, codes: products },
      { name: 'type', element: STRING, kind: 'codes', strings: TYPES, codes: types },
      { name: 'date', element: DATE, kind: 'numbers', data: dates },
      { name: TIMESTAMP_COLUMN, element: instant, kind: 'numbers', data: instants },
    ];
    return columns.filter(({ name }) => this.#columns.includes(name));
  }
}

/** The rows of the active list as Parquet. */
export function parquetAdvertisers(openFile: OpenParquet, ids: readonly string[]): Buffer[] {
  const column = {
    name: 'advertiser_id',
    element: STRING,
    kind: 'strings',
    strings: encodeStrings(ids),
  } as const;
  const file = openFile([column], column.strings.bytes.length);
  for (let from = 0; from === 0 || from < ids.length; from += ROW_GROUP_ROWS) {
    file.add([column], from, Math.min(ids.length, from + ROW_GROUP_ROWS));
  }
  return [bufferOf(file.finish())];
}

/** The ids that a row group has, each once, with their codes. */
class Dictionary {
  readonly #cells: Buffer;
  readonly #cellBytes: number;
  readonly #start: number;
  readonly #idBytes: number;
  /** By ordinal: the code, plus 1; 0 for ids that the row group does not have. */
  readonly #codes: Int32Array;
  #used: number[] = [];

  /** @param cells ids, each at `start` within a cell of `cellBytes`. */
  constructor(cells: Buffer, cellBytes: number, start: number, idBytes: number) {
    this.#cells = cells;
    this.#cellBytes = cellBytes;
    this.#start = start;
    this.#idBytes = idBytes;
    this.#codes = new Int32Array(cells.length / cellBytes);
  }

  codeOf(ordinal: number): number {
    const code = this.#codes[ordinal] ?? 0;
    if (code > 0) return code - 1;
    this.#codes[ordinal] = this.#used.push(ordinal);
    return this.#used.length - 1;
  }

  /** The ids in the order of their codes; the next row group begins without any. */
  take(): StringColumn {
    const bytes = Buffer.alloc(this.#used.length * this.#idBytes);
    this.#used.forEach((ordinal, code) => {
      const at = ordinal * this.#cellBytes + this.#start;
      this.#cells.copy(bytes, code * this.#idBytes, at, at + this.#idBytes);
      this.#codes[ordinal] = 0;
    });
    const offsets = Int32Array.from({ length: this.#used.length + 1 }, (_, code) => code * this.#idBytes);
    this.#used = [];
    return { bytes, offsets };
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
