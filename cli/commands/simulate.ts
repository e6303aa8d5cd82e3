import { writeFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import type { Command } from 'commander';
import { MODELS } from '../../domain/models';
import type { Model } from '../../domain/models/model';
import { DEFAULT_HALF_LIFE_DAYS } from '../../domain/recent-views';
import { drawRegret } from '../../simulation/regret-chart';
import { simulate, SIMULATION_LIMITS } from '../../simulation/simulate';
import type { SimulatedRun, SimulationOptions } from '../../simulation/simulate';
import type { Spread } from '../../domain/spread';
import { summarize } from '../../simulation/summarize';
import type { SimulationSummary } from '../../simulation/summarize';
import { command, JSON_OPTION, unsettledHandler } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import { messageOf } from '../message-of';
import { modelsArgument } from '../models-argument';
import { decimal, decimals, english, wholeNumber } from '../numbers';
import { bar } from '../output';
import type { Output } from '../output';

const SHARE = { min: 0, max: 1 };
const DEFAULT_EXPLORE = [0, 0.05];

interface SimulateOptions extends Omit<
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

/** `adtech simulate` */
export function simulateCommand(onExit: OnExit): Command {
  const limits = SIMULATION_LIMITS;
  return command('simulate', 'show what each model would cost in clicks if ads followed its lists')
    .option('--days <n>', 'days of the loop', wholeNumber(limits.days), 30)
    .option('--advertisers <n>', 'advertisers of each world', wholeNumber(limits.advertisers), 20)
    .option('--products <n>', 'products of each advertiser', wholeNumber(limits.products), 100)
    .option(
      '--impressions <n>',
      'impressions a day of each advertiser',
      wholeNumber(limits.impressions),
      5_000,
    )
    .option('--ctr <f>', 'mean click probability of the products', decimal(limits.ctr), 0.01)
    .option(
      '--skew <s>',
      "exponent of Zipf's law for click probabilities (default: a mild shape)",
      decimal(limits.skew),
    )
    .option(
      '--views <n>',
      'product views a day of each advertiser, besides those by clicks (default: as many as impressions)',
      wholeNumber(limits.views),
    )
    .option('--affinity <f>', 'share of these views that go by the click probabilities', decimal(SHARE), 0)
    .option('--models <names>', 'models, with commas between (default: all)', modelsArgument)
    .option(
      '--explore <shares>',
      'shares of the impressions that are spread over the whole catalogue instead, with commas between (default: 0,0.05)',
      decimals(SHARE),
    )
    .option(
      '--churn <f>',
      "share of the products that take one another's click probability and popularity each day",
      decimal(SHARE),
      0,
    )
    .option(
      '--half-life <days>',
      'days in which a product view loses half its weight, for Trending',
      decimal(limits.halfLifeDays),
      DEFAULT_HALF_LIFE_DAYS,
    )
    .option('--seeds <n>', 'worlds: each is a seed of its own', wholeNumber(limits.seeds), 5)
    .option('--seed <n>', 'the first seed; the others follow it', wholeNumber(limits.seed), 1)
    .option('--chart <file>', 'draw the regret by day as an SVG')
    .option(...JSON_OPTION)
    .addHelpText('after', `\n${HELP}`)
    .action(
      unsettledHandler<SimulateOptions>(onExit, async ({ out, stop }, options) => {
        const { seed, seeds, impressions, chart } = options;
        const simulated: SimulationOptions = {
          ...options,
          models: options.models ?? MODELS,
          explore: options.explore ?? DEFAULT_EXPLORE,
          views: options.views ?? impressions,
          halfLifeDays: options.halfLife,
          seeds: Array.from({ length: seeds }, (_, world) => seed + world),
        };
        if (seed + seeds - 1 > limits.seed.max) {
          throw new UsageError(
            `--seed ${seed}: ${seeds} seeds from it on would end above ${limits.seed.max}`,
          );
        }
        const summaries = summarize(await runAll(simulated, out, stop));
        if (chart !== undefined) await writeChart(chart, summaries);
        out.report(jsonOf(simulated, summaries), () => {
          print(simulated, summaries, out);
          if (chart !== undefined) out.done(`${chart}: the regret by day`);
        });
        return EXIT.done;
      }),
    );
}

const HELP = `Each day's impressions go evenly over the list that was published the day before; each is clicked with the known
click probability of its product, and the model ranks all that was counted so far. Without a list, as on the first day,
impressions go evenly over the whole catalogue. Nothing is read; the same seed has the products and click
probabilities of \`adtech sample --ctr\`.

  regret    clicks that an advertiser lost, all days together, against showing the true best 20 products evenly
  of best   the same as a share of the clicks that the best 20 could expect
  overlap   share of the last list that belongs to the true best 20
  exploring regret less that of the same model without exploration: below 0 where exploration helps

The line (none) is of showing the whole catalogue evenly. Figures are means over the seeds, ± their standard deviation.`;

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
      // Signals and the terminal get their turn.
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
