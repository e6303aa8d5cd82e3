import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Database } from './schema';

/** Limits of one connection pool; every wait has an end. */
export interface DatabaseOptions {
  readonly applicationName: string;
  readonly maxConnections: number;
  readonly connectTimeoutMs: number;
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  /** The client gives a statement up after this time, for a server that hangs. */
  readonly queryTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Called when an idle connection breaks, which is no reason to stop. */
  readonly onIdleError: (error: Error) => void;
}

/** A pool with the product's types: dates as `YYYY-MM-DD`, bigints as numbers. Nothing connects before the first query. */
export function createDatabase(url: string, options: DatabaseOptions): Kysely<Database> {
  const pool = new Pool({
    connectionString: url,
    application_name: options.applicationName,
    max: options.maxConnections,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    query_timeout: options.queryTimeoutMs,
    lock_timeout: options.lockTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    keepAlive: true,
    // A client that was killed must not hold its locks until TCP notices; the session speaks UTC whatever the server does.
    options: '-c client_connection_check_interval=1000 -c timezone=UTC',
    types: { getTypeParser: typeParser as typeof types.getTypeParser },
  });
  pool.on('error', options.onIdleError);
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

function typeParser(oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary'): unknown {
  if (oid === types.builtins.DATE) return (text: string) => text;
  if (oid === types.builtins.INT8) return Number;
  return types.getTypeParser(oid, format);
}
