import { buffer } from 'node:stream/consumers';
import type { Client } from '@temporalio/client';
import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { pendingMigrations } from '../../db/migrate';
import { DatabaseRefusedError } from '../../db/refusal';
import type { Database } from '../../db/schema';
import type { Lake } from '../../storage/lake';
import { INPUT_PREFIX } from '../../storage/lake-keys';
import { findServer } from '../../temporal/server';
import { messageOf } from '../message-of';
import { patiently } from '../patiently';
import type { DatabaseAddress } from '../addresses';
import { checked, finding } from './finding';
import type { CheckReport } from './finding';

/** Checks that the server answers and that the namespace exists; reports the server's version. */
export async function checkTemporal(client: Client, address: string): Promise<CheckReport> {
  const { namespace } = client.options;
  try {
    const { version, retentionDays } = await findServer(client);
    const server = `${address}, server ${version}, namespace ${namespace}`;
    if (retentionDays !== undefined) {
      return checked('temporal', `${server}, which keeps closed runs for ${String(retentionDays)} days`);
    }
    return checked('temporal', server, [
      finding(`the server has no namespace ${namespace}`, {
        remedy: 'make it, or correct TEMPORAL_NAMESPACE',
        command: `temporal operator namespace create --namespace ${namespace} --address ${address}`,
      }),
    ]);
  } catch (error) {
    return unreachable('temporal', address, error, TEMPORAL_REMEDY);
  }
}

/** The remedy for a server that does not answer. */
export const TEMPORAL_REMEDY =
  'start it, or correct TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*; `npx adtech up` starts one where none is set';

/** Checks that the database answers; reports its version. */
export async function checkPostgres(
  db: Kysely<Database>,
  { databaseUrl, databasePooler }: Pick<DatabaseAddress, 'databaseUrl' | 'databasePooler'>,
): Promise<CheckReport> {
  const place = placeOf(databaseUrl);
  try {
    const { rows } = await sql<{ server_version: string }>`SHOW server_version`.execute(db);
    const through = databasePooler === undefined ? '' : `, through a pooler in ${databasePooler} mode`;
    return checked('postgres', `${place}, version ${rows[0]?.server_version ?? 'unknown'}${through}`);
  } catch (error) {
    // The error's message contains the remedy.
    if (error instanceof DatabaseRefusedError) return checked('postgres', place, [finding(error.message)]);
    return unreachable(
      'postgres',
      place,
      error,
      'start it, or correct DATABASE_URL; `npx adtech up` starts one where none is set',
    );
  }
}

/** Checks that all migrations of this version are applied. */
export async function checkMigrations(db: Kysely<Database>): Promise<CheckReport> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return checked('migrations', 'all applied');
  return checked('migrations', `${String(pending.length)} not applied`, [
    finding(`the database lacks ${pending.join(', ')}`, { command: 'npx adtech migrate' }),
  ]);
}

/** Checks that the lake can list, reads ranges, reads only the listed version of an object, and that its server supports what the product needs. */
export async function checkLake(lake: Lake, signal: AbortSignal): Promise<CheckReport> {
  try {
    const read = await patiently(() => readOne(lake, signal), signal);
    const summary = `${lake.url}, ${read ? 'lists and reads' : 'lists; nothing is there to be read'}`;
    const { notTried, faults } = (await lake.probe?.({ signal })) ?? { faults: [] };
    const findings = faults.map(({ message, remedy }) => finding(`${lake.url}: ${message}`, { remedy }));
    const conditions = notTried === undefined ? '' : `; conditions and ranges not looked at: ${notTried}`;
    return checked('lake', summary + conditions, findings);
  } catch (error) {
    // The lake's messages contain the remedy.
    return checked('lake', lake.url, [finding(messageOf(error))]);
  }
}

/** Reads the first byte of the first object that is not empty; returns whether there is such an object. */
async function readOne(lake: Lake, signal: AbortSignal): Promise<boolean> {
  for await (const { key, etag, sizeBytes, fault } of lake.list(INPUT_PREFIX, { signal })) {
    if (sizeBytes === 0 || fault !== undefined) continue;
    const range = { start: 0, end: 1 };
    await buffer(await lake.read(key, { ifMatch: etag, range, signal }));
    return true;
  }
  return false;
}

/** The report on a service that does not answer or refuses. */
export function unreachable(
  check: 'temporal' | 'postgres',
  place: string,
  error: unknown,
  remedy: string,
): CheckReport {
  return checked(check, place, [finding(`${place} does not answer: ${messageOf(error)}`, { remedy })]);
}

/** The location of a database, without user and password. */
function placeOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return `${host}${pathname}`;
}
