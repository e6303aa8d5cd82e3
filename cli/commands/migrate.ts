import type { Command } from 'commander';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import { migrateAt } from '../services';

/** `adtech migrate` */
export function migrateCommand(onExit: OnExit): Command {
  return command('migrate', 'bring the database up to the newest migration')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async ({ settings, home, out }) => {
        const url = settings.databaseUrl ?? home.running?.databaseUrl;
        if (url === undefined)
          throw new UsageError('DATABASE_URL is not set, and no `npx adtech up` runs in this folder');
        const applied = await migrateAt(url);
        out.report({ applied }, () => {
          out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
        });
        return EXIT.done;
      }),
    );
}
