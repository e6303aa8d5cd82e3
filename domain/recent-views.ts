/** Days in which the weight of a product view halves, where nothing is set. */
export const DEFAULT_HALF_LIFE_DAYS = 7;

/** Parts of a product view that are told apart: finer ones would order products by how doubles round. */
const RECENT_PRECISION = 1_000_000;

/** What a product view weighs after `days` days: 1 at once, 1/2 after the half-life, 1/4 after two of them. */
export function decayOver(days: number, halfLifeDays: number): number {
  return 2 ** (-days / halfLifeDays);
}

/** Recent views to a millionth of a view; what is less than half of that is forgotten. */
export function roundRecent(views: number): number {
  return Math.round(views * RECENT_PRECISION) / RECENT_PRECISION;
}
