import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
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
  /** Whether statements with values are prepared once on each connection: for few texts that are asked for often. */
  readonly prepare?: boolean;
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
    // A client that was killed must not hold its locks until TCP notices; the session speaks UTC and ISO whatever the server does.
    options: '-c client_connection_check_interval=1000 -c timezone=UTC -c datestyle=ISO',
    types: { getTypeParser: typeParser as typeof types.getTypeParser },
  });
  pool.on('error', options.onIdleError);
  // The pool listens to idle connections only. One that breaks in use also fails its statement, or the next one; without
  // a listener its `error` event would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: withoutSilentConnections(pool, options.prepare === true) }),
  });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Kysely<Database>, Pool>();

/** How many connections a database has open, how many of them are idle, and how many callers wait for one. */
export function poolUsage(db: Kysely<Database>): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return {
    total: pool?.totalCount ?? 0,
    idle: pool?.idleCount ?? 0,
    waiting: pool?.waitingCount ?? 0,
  };
}

/**
 * A connection that did not answer in time still owes the answer. It takes no further statement, the rollback
 * included, and is closed when given back: the pool would hand it to one query after the other, each to wait in vain.
 */
function withoutSilentConnections(pool: Pool, prepare: boolean): PostgresPool {
  return {
    connect: async () => {
      const client = await pool.connect();
      let silence: Error | undefined;
      const query = async (text: string, values: unknown[]) => {
        if (silence !== undefined) throw silence;
        try {
          return await client.query(
            prepare && values.length > 0 ? { name: nameOf(text), text, values } : { text, values },
          );
        } catch (error) {
          if (error instanceof Error && error.message === 'Query read timeout') silence = error;
          throw error;
        }
      };
      return {
        // Kysely's other form of it is for cursors, which this project does not use.
        query: query as unknown as PostgresPoolClient['query'],
        release: () => {
          client.release(silence);
        },
      };
    },
    end: () => pool.end(),
  };
}

const names = new Map<string, string>();

/** The name under which a statement is prepared: the same for the same text. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `adtech-${String(names.size)}`;
    names.set(text, name);
  }
  return name;
}

function typeParser(oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary'): unknown {
  if (oid === types.builtins.DATE) return (text: string) => text;
  if (oid === types.builtins.INT8) return Number;
  return types.getTypeParser(oid, format);
}
