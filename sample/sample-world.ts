import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { popularityWeights } from './popularity';
import type { ResolvedSampleOptions } from './sample-options';
import { Shuffler } from './shuffler';
import { UniqueNumbers } from './unique-numbers';
import { WeightedChoice } from './weighted-choice';

/** Length of each advertiser's id, which is ASCII. */
export const ADVERTISER_ID_BYTES = 20;
/** Length of each product id, which is ASCII, including a comma on both sides. */
export const PRODUCT_CELL_BYTES = 8;

/** Length of each product id. */
export const PRODUCT_ID_BYTES = PRODUCT_CELL_BYTES - 2;
const ADVERTISER_ID_ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
// 36 characters to the power of the id's length are below 2^32.
const PRODUCT_ID_ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789');

// A world without `skew` of at most the default size keeps the coarse choices of the first version, and so its bytes.
const COARSE_PAIRS_MAX = 2_500;
const COARSE_PRODUCTS_MAX = 100;
const COARSE_PAIR_BITS = 16;
const COARSE_RANK_BITS = 12;

/**
 * The advertisers of a sample and their products. A pair is the index of a product among the products of all advertisers:
 * its advertiser's number, times `products`, and the product's own number.
 */
export interface World {
  /** Products of each advertiser. */
  readonly products: number;
  /** Advertisers, active or not; the active ones come first. */
  readonly advertisers: number;
  /** The concatenated ids in the order of the advertisers' numbers. */
  readonly advertiserIds: Buffer;
  /** The concatenated texts `,product_id,` of all pairs; no product belongs to two advertisers. */
  readonly productCells: Buffer;
  /** Chooses an advertiser by its popularity. */
  readonly advertiserChoice: WeightedChoice;
  /** Chooses a product of an advertiser; products are numbered from 0 by their rank in views and impressions. */
  readonly rankChoice: WeightedChoice;
  /** Chooses both at once, in coarse worlds. */
  readonly pairChoice: WeightedChoice | undefined;
  /** Clicks go to advertisers in turn: at random, some advertisers of a short sample would have no click. */
  readonly clicksInTurn: boolean;
  /** For each advertiser the numbers of its products, by their rank in clicks. */
  readonly productsByClicks: Uint32Array;
}

/** Creates advertisers, products and their popularity; ids do not depend on the numbers of rows and days or on `skew`. */
export function createWorld(options: ResolvedSampleOptions, random: RandomGenerator): World {
  const { products, skew } = options;
  const advertisers = options.advertisers + options.inactive;
  const pairs = advertisers * products;
  const advertiserIds = Buffer.alloc(advertisers * ADVERTISER_ID_BYTES);
  const productCells = Buffer.alloc(pairs * PRODUCT_CELL_BYTES, ',');
  const productsByClicks = new Uint32Array(pairs);
  const mildWeights = new Float64Array(advertisers);
  const taken = new UniqueNumbers(pairs);
  const shuffler = new Shuffler(products);
  for (let advertiser = 0; advertiser < advertisers; advertiser += 1) {
    // There are 36^20 possible ids, so that duplicates need no check.
    writeId(
      random,
      ADVERTISER_ID_ALPHABET,
      advertiserIds,
      advertiser * ADVERTISER_ID_BYTES,
      ADVERTISER_ID_BYTES,
    );
    const firstPair = advertiser * products;
    for (let pair = firstPair; pair < firstPair + products; pair += 1) {
      const at = pair * PRODUCT_CELL_BYTES + 1;
      while (!taken.add(writeId(random, PRODUCT_ID_ALPHABET, productCells, at, PRODUCT_ID_BYTES)));
    }
    shuffler.shuffle(random, productsByClicks, firstPair);
    mildWeights[advertiser] = uniformInt(random, 2, 6);
  }
  const advertiserWeights = skew === undefined ? mildWeights : dealtWeights(advertisers, skew, random);
  const popularity = popularityWeights(products, skew);
  const advertiserWeight = (advertiser: number) => advertiserWeights[advertiser] ?? 0;
  const rankWeight = (rank: number) => popularity[rank] ?? 0;
  const pairWeight = (pair: number) =>
    advertiserWeight(Math.floor(pair / products)) * rankWeight(pair % products);
  const coarse = skew === undefined && products <= COARSE_PRODUCTS_MAX && pairs <= COARSE_PAIRS_MAX;
  return {
    products,
    advertisers,
    advertiserIds,
    productCells,
    advertiserChoice: new WeightedChoice(advertisers, advertiserWeight),
    rankChoice: new WeightedChoice(products, rankWeight, coarse ? COARSE_RANK_BITS : undefined),
    pairChoice: coarse ? new WeightedChoice(pairs, pairWeight, COARSE_PAIR_BITS) : undefined,
    clicksInTurn: skew === undefined,
    productsByClicks,
  };
}

/** The text of an advertiser's id. */
export function advertiserIdOf({ advertiserIds }: World, advertiser: number): string {
  return textAt(advertiserIds, advertiser * ADVERTISER_ID_BYTES, ADVERTISER_ID_BYTES);
}

/** The text of a pair's product id. */
export function productIdOf({ productCells }: World, pair: number): string {
  return textAt(productCells, pair * PRODUCT_CELL_BYTES + 1, PRODUCT_ID_BYTES);
}

function textAt(bytes: Buffer, start: number, lengthBytes: number): string {
  return bytes.toString('latin1', start, start + lengthBytes);
}

/** Weights by Zipf's law, in random order, so that inactive advertisers are as popular as active ones. */
function dealtWeights(advertisers: number, skew: number, random: RandomGenerator): Float64Array {
  const weights = popularityWeights(advertisers, skew);
  const ranks = new Uint32Array(advertisers);
  new Shuffler(advertisers).shuffle(random, ranks, 0);
  return Float64Array.from(ranks, (rank) => weights[rank] ?? 0);
}

/** Writes a random id, and returns the number whose digits are its characters. */
function writeId(
  random: RandomGenerator,
  alphabet: Buffer,
  target: Buffer,
  start: number,
  lengthBytes: number,
): number {
  let number = 0;
  for (let at = start; at < start + lengthBytes; at += 1) {
    const digit = uniformInt(random, 0, alphabet.length - 1);
    target[at] = alphabet[digit] ?? 0;
    number = number * alphabet.length + digit;
  }
  return number;
}
