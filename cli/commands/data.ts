import type { Command } from 'commander';
import type { DescribeCommandOptions } from '../actions/data-describe';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';

/** `adtech data check` and `adtech data describe` */
export function dataCommand(onExit: OnExit): Command {
  const data = command('data', 'the logs in the lake');
  data
    .command('check')
    .description(
      'read every log as a run would, and say what is in it; runs nothing, and writes nothing to the lake',
    )
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Needs neither Temporal nor Postgres; where a database is set or \`up\` runs, the active list is compared with the list of the
newest publication. Ends with 1 when a run over these logs would fail.`,
    )
    .action(handler(onExit, async (context) => (await import('../actions/data.js')).checkData(context)));
  data
    .command('describe')
    .description('propose input/sources.json for logs as they are, or check the one that is there')
    .option('--logs <folder>', 'look at a plain folder of files instead of the lake')
    .option('--write', 'write the proposal, if nothing about it is left open')
    .option('--force', 'with --write: replace a description that says something else')
    .option(...JSON_OPTION)
    .addHelpText(
      'after',
      `
Reads the first rows of some objects of each kind. Each decision is marked: certain, a guess, or open. Day first against month
first, and which column is which id where no name tells, are never guessed: then it ends with 3 and shows the lines to choose
from. It ends with a trial read of some rows of each log. Logs of the plain form need no description.`,
    )
    .action(
      handler<DescribeCommandOptions>(onExit, async (context, options) =>
        (await import('../actions/data-describe.js')).describeData(context, options),
      ),
    );
  return data;
}
