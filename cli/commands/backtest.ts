import type { Command } from 'commander';
import { TRUTH_KEY } from '../../storage/lake-keys';
import type { BacktestOptions } from '../actions/backtest';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { modelsArgument } from '../models-argument';

/** `adtech backtest` */
export function backtestCommand(onExit: OnExit): Command {
  return command('backtest', 'hold the list that each model would have made each day against the day after')
    .option(
      '--folder <folder>',
      'plain logs: advertiser_ids.csv, product_views.csv, ads_views.csv (default: the lake)',
    )
    .option('--advertiser <id...>', 'only these active advertisers')
    .option('--models <names>', 'models, with commas between (default: all)', modelsArgument)
    .option(...JSON_OPTION)
    .addHelpText('after', `\n${HELP}`)
    .action(
      handler<BacktestOptions>(onExit, async (context, options) =>
        (await import('../actions/backtest.js')).backtest(context, options),
      ),
    );
}

const HELP = `Reads the logs into memory; needs neither Temporal nor Postgres, and writes nothing. From the second day on, the list of
the day before is worth the clicks that the day's impressions would have brought, had they gone evenly over it.

With ${TRUTH_KEY} beside the logs (\`adtech sample --ctr\`) these follow from the click probabilities, and the best list is
the true one. Without it they are estimated from the impressions of the listed products on that day. That is unbiased
where the log showed all products alike, as a random policy does; elsewhere it favours what was shown. The regret then
is measured by the list that TopCTR makes of all other days, later ones too, and the overlap by the ctr of the days
after the list.

  clicks    of 1,000 impressions
  gain      clicks more than showing all products alike
  regret    clicks less than the best list
  overlap   share of the best list's places that the list takes
  by chance overlap that as many products at random could expect

Without a truth also the figures of \`adtech evaluate\`: share of the day's clicks on the list, whether there is any, products
with a click over 20, NDCG, and the ctr of the list over the ctr of all products.

Figures are means over the days, ± their standard error.`;
