import type { Command } from 'commander';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT } from '../exit-codes';
import { migrateAt, resolveDatabaseUrl } from '../services';

/** `adtech migrate` */
export function migrateCommand(onExit: OnExit): Command {
  return command('migrate', 'bring the database up to the newest migration')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async ({ settings, home, out }) => {
        const { applied, roleFault } = await migrateAt(resolveDatabaseUrl(settings, home));
        out.report({ applied, role_fault: roleFault ?? null }, () => {
          out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
          if (roleFault !== undefined) out.warn(`the API keeps the rights of its user: ${roleFault}`);
        });
        return EXIT.done;
      }),
    );
}
