import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createDatabase } from '../../../db/database';
import { migrate } from '../../../db/migrate';
import { findTemporal } from '../../../local/find-temporal';
import { startPostgres } from '../../../local/postgres';
import { findVersitygw, startS3Server } from '../../../scripts/programs/s3-server';
import { startTemporalServer } from '../../../local/temporal-server';
import { announceEndpoints } from '../servers/endpoints';
import { adminQuery, databaseUrl, TEST_DATABASE_LIMITS } from '../database/test-database';

const TEMPLATE = 'adtech_template';

/** Starts the servers of the integration project on free ports; stopped by the global teardown. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-test-'));
  // Where the tests run as root, Postgres runs as another user, who must reach the folder.
  chmodSync(folder, 0o755);
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  const programs = { env: process.env, cacheDir: path.join(homedir(), '.cache', 'adtech'), onProgress };
  const temporalExecutable = await findTemporal(programs);
  const s3 = await startS3Server(await findVersitygw(programs), path.join(folder, 's3'));
  const [postgres, temporal] = await Promise.all([
    startPostgres({ dataDir: path.join(folder, 'postgres'), onProgress: () => undefined }),
    startTemporalServer({
      executable: temporalExecutable,
      dataDir: path.join(folder, 'temporal'),
      headless: true,
      onProgress: () => undefined,
    }),
  ]);
  await adminQuery(postgres.url, `CREATE DATABASE ${TEMPLATE}`);
  const db = createDatabase(databaseUrl(postgres.url, TEMPLATE), TEST_DATABASE_LIMITS);
  await migrate(db);
  await db.destroy();

  announceEndpoints({
    postgresUrl: postgres.url,
    templateDatabase: TEMPLATE,
    temporalAddress: temporal.address,
    temporalExecutable,
    s3Endpoint: s3.endpoint,
    s3AccessKeyId: s3.accessKeyId,
    s3SecretAccessKey: s3.secretAccessKey,
  });
  const stopAtOnce = () => {
    for (const { pid } of [temporal, postgres, s3]) process.kill(pid, 'SIGQUIT');
  };
  // On Ctrl-C Jest skips the global teardown, and Node emits no exit event unless a handler of the signal exits.
  process.once('exit', stopAtOnce);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
  globalThis.stopTestServers = async () => {
    process.off('exit', stopAtOnce);
    await Promise.all([temporal.stop(), postgres.stop(), s3.stop()]);
    rmSync(folder, { recursive: true, force: true });
  };
}

declare global {
  var stopTestServers: (() => Promise<void>) | undefined;
}
