import type { Command } from 'commander';
import { resolveDatabase } from '../addresses';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';

/** `adtech migrate` */
export function migrateCommand(onExit: OnExit): Command {
  return command('migrate', 'bring the database up to the newest migration')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async (context) => {
        const address = resolveDatabase(context.settings, context.home);
        const { migrateDatabase } = await import('../actions/migrate.js');
        return migrateDatabase(context, address);
      }),
    );
}
