import { LIST_LENGTH } from './models/model';

/** The best possible list of an advertiser. */
interface BestList {
  /** Its length: `LIST_LENGTH`, or all products where there are fewer. */
  readonly length: number;
  /** Mean click probability of its products. */
  readonly meanProbability: number;
  /** Click probability of its last product; every product with at least this probability is among the best. */
  readonly leastProbability: number;
}

/** The best list of an advertiser with products of these click probabilities, at least one. */
export function bestListOf(clickProbabilities: readonly number[]): BestList {
  const best = [...clickProbabilities].sort((a, b) => b - a).slice(0, LIST_LENGTH);
  return {
    length: best.length,
    meanProbability: best.reduce((sum, probability) => sum + probability, 0) / best.length,
    leastProbability: best.at(-1) ?? 0,
  };
}

/**
 * The overlap of a list with the true best one: the share, 0 to 1, of the best list's places that products of the list
 * could take. Products that tie for the last place count as equally good.
 *
 * @param probabilities the true click probabilities of the listed products.
 */
export function overlapWith(
  { length, leastProbability }: BestList,
  probabilities: readonly number[],
): number {
  return probabilities.filter((probability) => probability >= leastProbability).length / length;
}
