import { writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Model } from '../../domain/models/model';
import { drawRegret } from '../../research/simulation/regret-chart';
import { simulate, SIMULATED_MODELS, SIMULATION_LIMITS } from '../../research/simulation/simulate';
import type { SimulatedRun, SimulationOptions } from '../../research/simulation/simulate';
import type { Spread } from '../../domain/spread';
import { summarize } from '../../research/simulation/summarize';
import type { SimulationSummary } from '../../research/simulation/summarize';
import type { CommandContext } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { messageOf } from '../message-of';
import { english } from '../numbers';
import { bar } from '../output';
import type { Output } from '../output';

const DEFAULT_EXPLORE = [0, 0.05];

/** The options of `adtech simulate`. */
export interface SimulateOptions extends Omit<
  SimulationOptions,
  'seeds' | 'views' | 'halfLifeDays' | 'models' | 'explore'
> {
  readonly models?: readonly Model[];
  readonly explore?: readonly number[];
  readonly halfLife: number;
  readonly views?: number;
  readonly seeds: number;
  readonly seed: number;
  readonly chart?: string;
  readonly json?: boolean;
}

/** What `adtech simulate` does. */
export async function simulateModels(
  { out, stop }: Omit<CommandContext, 'settings'>,
  options: SimulateOptions,
): Promise<ExitCode> {
  const { seed, seeds, impressions, chart } = options;
  const simulated: SimulationOptions = {
    ...options,
    models: options.models ?? SIMULATED_MODELS,
    explore: options.explore ?? DEFAULT_EXPLORE,
    views: options.views ?? impressions,
    halfLifeDays: options.halfLife,
    seeds: Array.from({ length: seeds }, (_, world) => seed + world),
  };
  if (seed + seeds - 1 > SIMULATION_LIMITS.seed.max) {
    throw new UsageError(
      `--seed ${seed}: ${seeds} seeds from it on would end above ${SIMULATION_LIMITS.seed.max}`,
    );
  }
  const summaries = summarize(await runAll(simulated, out, stop));
  if (chart !== undefined) await writeChart(chart, summaries);
  out.report(jsonOf(simulated, summaries), () => {
    print(simulated, summaries, out);
    if (chart !== undefined) out.done(`${chart}: the regret by day`);
  });
  return EXIT.done;
}

async function runAll(options: SimulationOptions, out: Output, stop: AbortSignal): Promise<SimulatedRun[]> {
  const all = options.models.length * options.explore.length * options.seeds.length;
  const runs: SimulatedRun[] = [];
  const show = (done: number) => {
    out.progress(`${bar(done / all)} ${done} of ${all} simulated`);
  };
  show(0);
  try {
    for (const run of simulate(options)) {
      runs.push(run);
      show(runs.length);
      // Lets signals and the terminal be handled.
      await setImmediate();
      stop.throwIfAborted();
    }
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
  return runs;
}

async function writeChart(file: string, summaries: readonly SimulationSummary[]): Promise<void> {
  try {
    await writeFile(file, drawRegret(summaries));
  } catch (error) {
    throw new UsageError(`--chart ${file}: ${messageOf(error)}`);
  }
}

function print(options: SimulationOptions, summaries: readonly SimulationSummary[], out: Output): void {
  const { days, advertisers, products, impressions, ctr, seeds } = options;
  out.line(
    `${english(days)} days, ${english(advertisers)} advertisers with ${english(products)} products and ` +
      `${english(impressions)} impressions a day each, ctr ${ctr}, ${english(seeds.length)} seeds`,
  );
  const clicks = (spread: Spread) => plusMinus(spread, (value) => english(value));
  const share = (spread: Spread) => plusMinus(spread, (value) => percent(value, 1));
  const [any] = summaries;
  out.table(
    ['model', 'explore', 'regret', 'of best', 'overlap', 'exploring'],
    [
      ...(any === undefined ? [] : [['(none)', '', clicks(any.evenRegret), share(any.evenRegretShare)]]),
      ...summaries.map(({ model, explore, regret, regretShare, overlap, regretOfExploring }) => [
        model,
        percent(explore),
        clicks(regret),
        share(regretShare),
        share(overlap),
        regretOfExploring === undefined ? '' : clicks(regretOfExploring),
      ]),
    ],
  );
}

function plusMinus({ mean, sd }: Spread, format: (value: number) => string): string {
  return `${format(mean)} ± ${format(sd)}`;
}

function percent(share: number, decimalPlaces = 0): string {
  return `${english(share * 100, decimalPlaces)} %`;
}

function jsonOf(options: SimulationOptions, summaries: readonly SimulationSummary[]): object {
  const {
    days,
    advertisers,
    products,
    impressions,
    views,
    affinity,
    churn,
    halfLifeDays,
    ctr,
    skew = null,
    seeds,
  } = options;
  return {
    days,
    advertisers,
    products,
    impressions,
    views,
    affinity,
    churn,
    half_life_days: halfLifeDays,
    ctr,
    skew,
    seeds,
    even_regret_clicks: summaries[0]?.evenRegret ?? null,
    models: summaries.map((summary) => ({
      model: summary.model,
      explore: summary.explore,
      regret_clicks: summary.regret,
      regret_share: summary.regretShare,
      overlap: summary.overlap,
      clicks: summary.clicks,
      regret_of_exploring_clicks: summary.regretOfExploring ?? null,
      cumulative_regret_clicks: summary.cumulativeRegret,
      daily_overlap: summary.dailyOverlap,
    })),
  };
}
