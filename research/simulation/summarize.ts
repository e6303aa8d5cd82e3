import type { SimulatedRun } from './simulate';
import { spreadOf } from '../../domain/spread';
import type { Spread } from '../../domain/spread';

/** The result of a model with a share of exploration, over the worlds of all seeds. */
export interface SimulationSummary {
  readonly model: string;
  readonly explore: number;
  readonly seeds: number;
  /** Clicks of an advertiser over all days. */
  readonly regret: Spread;
  /** The same as a share, 0 to 1, of the expected clicks of the best lists. */
  readonly regretShare: Spread;
  /** Overlap of the last list with the true best one, 0 to 1. */
  readonly overlap: Spread;
  readonly clicks: Spread;
  /** Regret of showing the whole catalogue evenly in the same worlds, as clicks of an advertiser. */
  readonly evenRegret: Spread;
  /** The same as a share, 0 to 1. */
  readonly evenRegretShare: Spread;
  /**
   * Regret minus the regret of the same model in the same world without exploration: below 0 if exploration helps;
   * undefined without a comparison.
   */
  readonly regretOfExploring: Spread | undefined;
  /** By day: mean of the regret since the first day. */
  readonly cumulativeRegret: readonly number[];
  /** By day: mean overlap of the list published after it. */
  readonly dailyOverlap: readonly number[];
}

/** Summarizes runs by model and share of exploration, in their order. */
export function summarize(runs: readonly SimulatedRun[]): SimulationSummary[] {
  const groups = new Map<string, SimulatedRun[]>();
  for (const run of runs) {
    const key = keyOf(run);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { model, explore } = first;
    const without = groups.get(keyOf({ model, explore: 0 }));
    return {
      model,
      explore,
      seeds: group.length,
      regret: spreadOf(group.map(regretOf)),
      regretShare: spreadOf(group.map((run) => regretOf(run) / run.bestClicks)),
      overlap: spreadOf(group.map(({ overlap }) => overlap.at(-1) ?? 0)),
      clicks: spreadOf(group.map(({ clicks }) => clicks)),
      evenRegret: spreadOf(group.map(({ evenRegret }) => evenRegret)),
      evenRegretShare: spreadOf(group.map(({ evenRegret, bestClicks }) => evenRegret / bestClicks)),
      regretOfExploring:
        explore === 0 || without === undefined ? undefined : spreadOf(differences(group, without)),
      cumulativeRegret: meanByDay(group.map(({ cumulativeRegret }) => cumulativeRegret)),
      dailyOverlap: meanByDay(group.map(({ overlap }) => overlap)),
    };
  });
}

function keyOf({ model, explore }: Pick<SimulatedRun, 'model' | 'explore'>): string {
  return `${model} ${explore}`;
}

function regretOf({ cumulativeRegret }: SimulatedRun): number {
  return cumulativeRegret.at(-1) ?? 0;
}

function differences(group: readonly SimulatedRun[], without: readonly SimulatedRun[]): number[] {
  return group.map((run) => {
    const other = without.find(({ seed }) => seed === run.seed);
    return regretOf(run) - (other === undefined ? NaN : regretOf(other));
  });
}

function meanByDay(series: readonly (readonly number[])[]): number[] {
  return (series[0] ?? []).map((_, day) => spreadOf(series.map((values) => values[day] ?? 0)).mean);
}
