import type { Command } from 'commander';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';

/** `adtech data check` */
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
  return data;
}
