import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { LOG_COLUMNS } from '../domain/logs';
import type { EventLogName, LogName } from '../domain/logs';
import type { MalformedRows } from './malformed-rows';
import { MALFORMED_ROW_MAX_BYTES as ROW_MAX_BYTES } from './malformed-shapes';
import type { EventDraws } from './pair-draws';
import type { ResolvedSampleOptions } from './sample-options';
import { ADVERTISER_ID_BYTES, PRODUCT_CELL_BYTES } from './sample-world';
import type { World } from './sample-world';

/** Length at which a chunk is full; its last row may exceed it. */
export const CHUNK_BYTES = 256 * 1024;

const WORD_BYTES = 4;

/** The first line of a log. */
export function header(log: LogName): string {
  return `${LOG_COLUMNS[log].join(',')}\n`;
}

/** The rows of an event log, each made once, in the order of their days. */
export class EventRows {
  readonly #log: EventLogName;
  readonly #world: World;
  readonly #advertiserIds: DataView;
  readonly #productCells: DataView;
  readonly #events: EventDraws;
  readonly #malformed: MalformedRows;
  readonly #firstDay: CalendarDay;
  readonly #days: number;
  readonly #wellFormedRows: number;
  #row = 0;
  #wellFormedRow = 0;
  #dayIndex = -1;
  #day: CalendarDay = '';
  /** The first well-formed row of the next day. */
  #dayEndRow = 0;
  #usualEnd = lineEnd('');
  #clickEnd = lineEnd('');

  /**
   * @param wellFormedRows the number of the log's rows without the malformed ones.
   * @param events the events of the well-formed rows.
   */
  constructor(
    log: EventLogName,
    options: ResolvedSampleOptions,
    world: World,
    wellFormedRows: number,
    events: EventDraws,
    malformed: MalformedRows,
  ) {
    this.#log = log;
    this.#world = world;
    this.#advertiserIds = viewOf(world.advertiserIds);
    this.#productCells = viewOf(world.productCells);
    this.#events = events;
    this.#malformed = malformed;
    this.#firstDay = addDays(options.lastDay, 1 - options.days);
    this.#days = options.days;
    this.#wellFormedRows = wellFormedRows;
    this.#beginDay();
  }

  /** A header and the rows up to `endRow`, as CSV in chunks of about `CHUNK_BYTES`; the next call continues after them. */
  *chunks(endRow: number): Generator<Buffer> {
    let before = header(this.#log);
    while (before !== '' || this.#row < endRow) {
      // A new buffer for each chunk: the reader may still use the last one.
      const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES + ROW_MAX_BYTES);
      const end = this.#fill(chunk, chunk.write(before, 'latin1'), endRow);
      yield chunk.subarray(0, end);
      before = '';
    }
  }

  #fill(chunk: Buffer, start: number, endRow: number): number {
    const view = viewOf(chunk);
    let at = start;
    while (this.#row < endRow && at < CHUNK_BYTES) {
      if (this.#row !== this.#malformed.nextRow) at = this.#writeWellFormed(view, at);
      else at += chunk.write(this.#malformed.take(this.#day), at, 'latin1');
      this.#row += 1;
    }
    return at;
  }

  #writeWellFormed(chunk: DataView, start: number): number {
    while (this.#wellFormedRow === this.#dayEndRow) this.#beginDay();
    this.#wellFormedRow += 1;
    const pair = this.#events.next();
    return this.#writeRow(chunk, start, pair, this.#events.isClick ? this.#clickEnd : this.#usualEnd);
  }

  #writeRow(chunk: DataView, start: number, pair: number, end: LineEnd): number {
    const advertiser = Math.floor(pair / this.#world.products);
    copyWords(this.#advertiserIds, advertiser * ADVERTISER_ID_BYTES, ADVERTISER_ID_BYTES, chunk, start);
    const cellAt = start + ADVERTISER_ID_BYTES;
    copyWords(this.#productCells, pair * PRODUCT_CELL_BYTES, PRODUCT_CELL_BYTES, chunk, cellAt);
    const endAt = cellAt + PRODUCT_CELL_BYTES;
    copyWords(end.words, 0, end.words.byteLength, chunk, endAt);
    return endAt + end.lengthBytes;
  }

  #beginDay(): void {
    this.#dayIndex += 1;
    this.#day = addDays(this.#firstDay, this.#dayIndex);
    this.#dayEndRow = Math.floor(((this.#dayIndex + 1) * this.#wellFormedRows) / this.#days);
    this.#usualEnd = lineEnd(this.#log === 'ads_views' ? `impression,${this.#day}\n` : `${this.#day}\n`);
    this.#clickEnd = lineEnd(`click,${this.#day}\n`);
  }
}

/** The rest of a row after the product's cell. */
interface LineEnd {
  /** The bytes, padded to whole words. */
  readonly words: DataView;
  readonly lengthBytes: number;
}

function lineEnd(text: string): LineEnd {
  const words = Buffer.alloc(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
  return { words: viewOf(words), lengthBytes: words.write(text, 'latin1') };
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Copies a few bytes, four at a time: a call of `set` or `copy` takes longer. */
function copyWords(source: DataView, from: number, lengthBytes: number, target: DataView, at: number): void {
  for (let i = 0; i < lengthBytes; i += WORD_BYTES) target.setInt32(at + i, source.getInt32(from + i));
}
