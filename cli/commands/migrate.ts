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
        const { applied, roleFaults } = await migrateAt(resolveDatabaseUrl(settings, home));
        out.report({ applied, role_faults: roleFaults }, () => {
          out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
          for (const fault of roleFaults) out.warn(fault);
        });
        return EXIT.done;
      }),
    );
}
