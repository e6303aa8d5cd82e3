import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { World } from './sample-world';

/** The types of ad events. */
export const AD_TYPES = ['impression', 'click', 'conversion'] as const;
export const [IMPRESSION, CLICK, CONVERSION] = [0, 1, 2] as const;

/** The well-formed events of a log, one after another. */
export interface EventDraws {
  /** Ordinal of the newest event's type in `AD_TYPES`; 0 for a product view. */
  readonly type: number;
  /** Goes on to the next event, and returns its pair. */
  next(): number;
}

// Drawn one by one, each would wait for memory by itself in a world that no cache holds.
const BATCH_EVENTS = 512;

/** The pairs that a log's events are of, drawn by their popularity: product views or impressions. */
export class PairDraws implements EventDraws {
  readonly type = IMPRESSION;
  readonly #world: World;
  readonly #random: RandomGenerator;
  readonly #pairs = new Uint32Array(BATCH_EVENTS);
  /** For each event the number that decided on the rank. */
  readonly #rankNumbers = new Int32Array(BATCH_EVENTS);
  #event = BATCH_EVENTS;
  #clicks = 0;

  /** @param random is drawn from in batches: it belongs to these draws alone from now on. */
  constructor(world: World, random: RandomGenerator) {
    this.#world = world;
    this.#random = random;
  }

  /** The pair of a product view or an impression. */
  next(): number {
    const event = this.#nextEvent();
    return this.#pairs[event] ?? 0;
  }

  /** The pair of a click: the products of an advertiser that are clicked most are others than those seen most. */
  nextClicked(): number {
    const event = this.#nextEvent();
    const { advertisers, products, clicksInTurn, rankChoice, productsByClicks } = this.#world;
    const advertiser = clicksInTurn
      ? this.#clicks % advertisers
      : Math.floor((this.#pairs[event] ?? 0) / products);
    this.#clicks += 1;
    const firstPair = advertiser * products;
    const rank = rankChoice.choose(this.#rankNumbers[event] ?? 0);
    return firstPair + (productsByClicks[firstPair + rank] ?? 0);
  }

  #nextEvent(): number {
    if (this.#event === BATCH_EVENTS) {
      this.#draw();
      this.#event = 0;
    }
    return this.#event++;
  }

  #draw(): void {
    const { products, advertiserChoice, rankChoice, pairChoice } = this.#world;
    const random = this.#random;
    for (let event = 0; event < BATCH_EVENTS; event += 1) {
      const number = random.next();
      const rankNumber = pairChoice === undefined ? random.next() : number;
      this.#rankNumbers[event] = rankNumber;
      this.#pairs[event] =
        pairChoice === undefined
          ? advertiserChoice.choose(number) * products + rankChoice.choose(rankNumber)
          : pairChoice.choose(number);
    }
  }
}
