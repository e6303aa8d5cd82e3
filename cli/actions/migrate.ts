import type { DatabaseAddress } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { migrateAt } from '../services';

/** What `adtech migrate` does. */
export async function migrateDatabase({ out }: CommandContext, address: DatabaseAddress): Promise<ExitCode> {
  const { applied, newer, roleFaults } = await migrateAt(address);
  out.report({ applied, newer, role_faults: roleFaults }, () => {
    out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
    if (newer.length > 0) out.line(`  a newer version has applied ${newer.join(', ')}, which stays`);
    for (const fault of roleFaults) out.warn(fault);
  });
  return EXIT.done;
}
