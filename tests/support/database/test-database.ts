import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { Client } from 'pg';
import { createDatabase } from '../../../db/database';
import type { DatabaseOptions } from '../../../db/database';
import type { Database } from '../../../db/schema';
import { testEndpoints } from '../servers/endpoints';

/** Limits for pools of tests. */
export const TEST_DATABASE_LIMITS: DatabaseOptions = {
  applicationName: 'adtech-test',
  maxConnections: 8,
  connectTimeoutMs: 5_000,
  statementTimeoutMs: 60_000,
  queryTimeoutMs: 70_000,
  lockTimeoutMs: 30_000,
  onIdleError: () => undefined,
};

/** A migrated, empty database of a suite's own. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Kysely<Database>;
  /** Closes the pool and drops the database. */
  drop(): Promise<void>;
}

/** Clones the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { postgresUrl, templateDatabase } = testEndpoints();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await adminQuery(postgresUrl, `CREATE DATABASE ${name} TEMPLATE ${templateDatabase}`);
  const url = databaseUrl(postgresUrl, name);
  const db = createDatabase(url, TEST_DATABASE_LIMITS);
  return {
    url,
    db,
    drop: async () => {
      await db.destroy();
      await adminQuery(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

/** The address of another database of the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Runs one statement as the server's owner. */
export async function adminQuery(serverUrl: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
