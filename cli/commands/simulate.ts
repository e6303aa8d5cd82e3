import type { Command } from 'commander';
import { DEFAULT_HALF_LIFE_DAYS } from '../../domain/recent-views';
import { SIMULATION_LIMITS } from '../../research/simulation/simulate';
import type { SimulateOptions } from '../actions/simulate';
import { command, JSON_OPTION, unsettledHandler } from '../command';
import type { OnExit } from '../command';
import { modelsArgument } from '../models-argument';
import { decimal, decimals, wholeNumber } from '../numbers';

const SHARE = { min: 0, max: 1 };

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
    .option(
      '--models <names>',
      'models, with commas between (default: all but TopConversions)',
      modelsArgument,
    )
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
    .option('--seeds <n>', 'worlds: each has another seed', wholeNumber(limits.seeds), 5)
    .option('--seed <n>', 'the first seed; the others follow it', wholeNumber(limits.seed), 1)
    .option('--chart <file>', 'draw the regret by day as an SVG')
    .option(...JSON_OPTION)
    .addHelpText('after', `\n${HELP}`)
    .action(
      unsettledHandler<SimulateOptions>(onExit, async (context, options) =>
        (await import('../actions/simulate.js')).simulateModels(context, options),
      ),
    );
}

const HELP = `Each day's impressions go evenly over the list that was published the day before; each is clicked with the known
click probability of its product, and the model ranks all that was counted so far. Without a list, as on the first day,
impressions go evenly over the whole catalogue. Nothing is read; the same seed has the products and click
probabilities of \`adtech sample --ctr\`.

  regret    clicks that an advertiser lost, all days together, against showing the true best 20 products evenly
  of best   the same as a share of the clicks that the best 20 could expect
  overlap   share of the last list that belongs to the true best 20
  exploring regret minus the regret of the same model without exploration: below 0 where exploration helps

The line (none) is of showing the whole catalogue evenly. Figures are means over the seeds, ± their standard deviation.`;
