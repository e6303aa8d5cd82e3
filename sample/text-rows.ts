import type { CalendarDay } from '../domain/execution-date';
import type { EventTimes } from './event-times';
import type { EventWalk } from './event-walk';
import type { MalformedRows } from './malformed-rows';
import { MALFORMED_ROW_MAX_BYTES as ROW_MAX_BYTES } from './malformed-shapes';
import { AD_TYPES } from './pair-draws';
import { ADVERTISER_ID_BYTES, PRODUCT_CELL_BYTES, PRODUCT_ID_BYTES } from './sample-world';
import type { World } from './sample-world';
import { INSTANT_MARK } from './text-layout';
import type { TextLayout } from './text-layout';

/** Length at which a chunk is full; its last row may exceed it. */
export const CHUNK_BYTES = 256 * 1024;

const WORD_BYTES = 4;

/** Makes the objects of an event log, each row once, in the order of their days. */
export interface EventRows {
  /** The bytes of the next object: the rows up to row `endRow` of the log. */
  chunks(endRow: number): Generator<Buffer>;
}

/** The rows of an event log as CSV or JSON lines. */
export class TextRows implements EventRows {
  readonly #layout: TextLayout;
  readonly #world: World;
  readonly #advertiserIds: DataView;
  readonly #productCells: DataView;
  readonly #events: EventWalk;
  readonly #malformed: MalformedRows;
  readonly #times: EventTimes;
  readonly #opening: Text;
  readonly #between: Text;
  #row = 0;
  /** The day that the closings are of. */
  #day: CalendarDay = '';
  /** By the ordinal of the type: what follows the product. */
  #closings: readonly Closing[] = [];

  constructor(
    layout: TextLayout,
    world: World,
    events: EventWalk,
    malformed: MalformedRows,
    times: EventTimes,
  ) {
    this.#layout = layout;
    this.#world = world;
    this.#advertiserIds = viewOf(world.advertiserIds);
    this.#productCells = viewOf(world.productCells);
    this.#events = events;
    this.#malformed = malformed;
    this.#times = times;
    this.#opening = toText(layout.opening);
    this.#between = toText(layout.between);
  }

  *chunks(endRow: number): Generator<Buffer> {
    let before = this.#layout.header;
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
      if (this.#row !== this.#malformed.nextRow) at = this.#writeEvent(chunk, view, at);
      else at += chunk.write(this.#malformed.take(this.#events.day), at, 'latin1');
      this.#row += 1;
    }
    return at;
  }

  #writeEvent(chunk: Buffer, view: DataView, start: number): number {
    const events = this.#events;
    events.advance();
    const { pair, day } = events;
    if (day !== this.#day) this.#beginDay(day);
    let at = write(this.#opening, view, start);
    const advertiser = Math.floor(pair / this.#world.products);
    copyWords(this.#advertiserIds, advertiser * ADVERTISER_ID_BYTES, ADVERTISER_ID_BYTES, view, at);
    at = write(this.#between, view, at + ADVERTISER_ID_BYTES);
    // Six bytes are two words that overlap.
    const idAt = pair * PRODUCT_CELL_BYTES + 1;
    view.setInt32(at, this.#productCells.getInt32(idAt));
    view.setInt32(at + 2, this.#productCells.getInt32(idAt + 2));
    at += PRODUCT_ID_BYTES;
    const closing = this.#closings[events.type];
    if (closing === undefined) return at;
    at = write(closing.text, view, at);
    if (closing.afterInstant === undefined) return at;
    const { row, dayStart, dayEnd } = events;
    const instantMs = this.#times.at(day, row - 1 - dayStart, dayEnd - dayStart);
    at += chunk.write(this.#layout.instant(instantMs), at, 'latin1');
    return write(closing.afterInstant, view, at);
  }

  #beginDay(day: CalendarDay): void {
    this.#day = day;
    this.#closings = AD_TYPES.map((_, type) => {
      const [text = '', afterInstant] = this.#layout.closing(type, day).split(INSTANT_MARK);
      return {
        text: toText(text),
        ...(afterInstant !== undefined && { afterInstant: toText(afterInstant) }),
      };
    });
  }
}

/** What follows a row's product: all of it, or what comes before and after the row's instant. */
interface Closing {
  readonly text: Text;
  readonly afterInstant?: Text;
}

/** Bytes, padded to whole words. */
interface Text {
  readonly words: DataView;
  readonly lengthBytes: number;
}

function toText(text: string): Text {
  const words = Buffer.alloc(Math.ceil(text.length / WORD_BYTES) * WORD_BYTES);
  return { words: viewOf(words), lengthBytes: words.write(text, 'latin1') };
}

/** Writes a text and perhaps bytes after it, which the next one replaces; returns its end. */
function write({ words, lengthBytes }: Text, target: DataView, at: number): number {
  copyWords(words, 0, words.byteLength, target, at);
  return at + lengthBytes;
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Copies a few bytes, four at a time: a call of `set` or `copy` takes longer. */
function copyWords(source: DataView, from: number, lengthBytes: number, target: DataView, at: number): void {
  for (let i = 0; i < lengthBytes; i += WORD_BYTES) target.setInt32(at + i, source.getInt32(from + i));
}
