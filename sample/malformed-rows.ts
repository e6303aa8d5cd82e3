import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { CalendarDay } from '../domain/execution-date';
import { LOG_COLUMNS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import { MALFORMED_SHAPES } from './malformed-shapes';
import type { CsvRejectReason, EventColumn } from './malformed-shapes';
import type { PairDraws } from './pair-draws';
import { advertiserIdOf, productIdOf } from './sample-world';
import type { World } from './sample-world';

const REASONS = Object.keys(MALFORMED_SHAPES) as CsvRejectReason[];

/** Most rows of a log that are malformed as `line_too_long`: each is over 64 KiB. */
export const MAX_TOO_LONG_ROWS = 10;

/** Malformed rows by reason, for each reason that the log can have. */
export type MalformedCounts = Readonly<Partial<Record<CsvRejectReason, number>>>;

/** The number of malformed rows for each reason among `count` malformed rows: equal numbers, within one. */
export function malformedCounts(log: EventLogName, count: number): MalformedCounts {
  const columns: readonly EventColumn[] = LOG_COLUMNS[log];
  const reasons = REASONS.filter((reason) => reason !== 'unknown_type' || columns.includes('type'));
  const tooLong = Math.min(MAX_TOO_LONG_ROWS, Math.floor(count / reasons.length));
  const others = reasons.length - 1;
  const rest = count - tooLong;
  let dealt = 0;
  return Object.fromEntries(
    reasons.map((reason) => {
      if (reason === 'line_too_long') return [reason, tooLong];
      dealt += 1;
      return [reason, Math.floor((rest * dealt) / others) - Math.floor((rest * (dealt - 1)) / others)];
    }),
  );
}

/** The malformed rows of a log, in order: the log has one equal part for each of them, and its place there is random. */
export class MalformedRows {
  /** The index in the log, from 0, of the next malformed row; infinite when none is left. */
  nextRow = Infinity;
  readonly #world: World;
  readonly #pairs: PairDraws;
  readonly #random: RandomGenerator;
  readonly #columns: readonly EventColumn[];
  readonly #reasons: readonly CsvRejectReason[];
  /** Remaining rows, by the index of their reason. */
  readonly #left: number[];
  /** Rows taken, by the index of their reason. */
  readonly #taken: number[];
  readonly #rows: number;
  readonly #count: number;
  #index = 0;

  /**
   * @param rows the number of rows of the whole log.
   * @param random the generator for places and reasons.
   * @param pairs the pairs that the rows would have if they were well-formed.
   */
  constructor(
    log: EventLogName,
    world: World,
    rows: number,
    counts: MalformedCounts,
    random: RandomGenerator,
    pairs: PairDraws,
  ) {
    this.#columns = LOG_COLUMNS[log];
    this.#world = world;
    this.#pairs = pairs;
    this.#random = random;
    this.#reasons = REASONS.filter((reason) => (counts[reason] ?? 0) > 0);
    this.#left = this.#reasons.map((reason) => counts[reason] ?? 0);
    this.#taken = this.#left.map(() => 0);
    this.#rows = rows;
    this.#count = this.#left.reduce((sum, count) => sum + count, 0);
    this.#place();
  }

  /** The next row with its line end, each character one byte, on the day of its neighbours if it has one. */
  take(day: CalendarDay): string {
    const reason = this.#drawReason();
    const shapes = MALFORMED_SHAPES[this.#reasons[reason] ?? 'wrong_field_count'];
    // Shapes alternate, so that a few rows of a reason already contain all shapes.
    const taken = this.#taken[reason] ?? 0;
    this.#taken[reason] = taken + 1;
    this.#index += 1;
    this.#place();
    const pair = this.#pairs.next();
    const cells = {
      advertiser_id: advertiserIdOf(this.#world, Math.floor(pair / this.#world.products)),
      product_id: productIdOf(this.#world, pair),
      type: 'impression',
      date: day,
    };
    return `${shapes[taken % shapes.length]?.(cells, this.#columns) ?? ''}\n`;
  }

  #place(): void {
    if (this.#index >= this.#count) {
      this.nextRow = Infinity;
      return;
    }
    const share = this.#rows / this.#count;
    const first = Math.floor(this.#index * share);
    const end = this.#index + 1 === this.#count ? this.#rows : Math.floor((this.#index + 1) * share);
    this.nextRow = uniformInt(this.#random, first, end - 1);
  }

  /** Draws as from an urn with a ball for each remaining row: exact counts, in a mixed order. */
  #drawReason(): number {
    let ball = uniformInt(this.#random, 0, this.#count - this.#index - 1);
    let reason = 0;
    for (; reason < this.#left.length - 1; reason += 1) {
      const left = this.#left[reason] ?? 0;
      if (ball < left) break;
      ball -= left;
    }
    this.#left[reason] = (this.#left[reason] ?? 0) - 1;
    return reason;
  }
}
