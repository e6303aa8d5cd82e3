import type { Command } from 'commander';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { EXIT } from '../exit-codes';
import { migrateAt, resolveDatabase } from '../services';

/** `adtech migrate` */
export function migrateCommand(onExit: OnExit): Command {
  return command('migrate', 'bring the database up to the newest migration')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async ({ settings, home, out }) => {
        const { applied, newer, roleFaults } = await migrateAt(resolveDatabase(settings, home));
        out.report({ applied, newer, role_faults: roleFaults }, () => {
          out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
          if (newer.length > 0) out.line(`  a newer version has applied ${newer.join(', ')}, which stays`);
          for (const fault of roleFaults) out.warn(fault);
        });
        return EXIT.done;
      }),
    );
}
