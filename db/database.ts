import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import { ConnectionSockets } from './connection-sockets';
import { takeRole } from './roles';
import type { ProcessRole } from './roles';
import type { Database } from './schema';

/** Limits of one connection pool; every wait has an end. */
export interface DatabaseOptions {
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Longest wait for a connection, be it a free one or a new one. */
  readonly connectTimeoutMs: number;
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  /** The client gives a statement up after this time, for a server that hangs; the wait for its connection counts. */
  readonly queryTimeoutMs: number;
  readonly lockTimeoutMs: number;
  /** Whether statements with values are prepared once on each connection: for few texts that are asked for often. */
  readonly prepare?: boolean;
  /** Called when an idle connection breaks, which is no reason to stop. */
  readonly onIdleError: (error: Error) => void;
  /** Each connection gives its rights up for those of this role, where it may. */
  readonly role?: TakenRole;
}

/** The rights that connections take in place of their user's. */
export interface TakenRole {
  readonly role: ProcessRole;
  /** Called once, when a connection cannot take the role and keeps the rights of its user: why, and what to do. */
  readonly onRefused: (reason: string) => void;
}

/** A pool with the product's types: dates as `YYYY-MM-DD`, bigints as numbers. Nothing connects before the first query. */
export function createDatabase(url: string, options: DatabaseOptions): Kysely<Database> {
  const sockets = new ConnectionSockets();
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
    stream: sockets.create,
  });
  pool.on('error', options.onIdleError);
  // The pool listens to idle connections only. One that breaks in use also fails its statement, or the next one; without
  // a listener its `error` event would end the process as well.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: withoutSilentConnections(pool, sockets, options) }),
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
 * For the same reason whoever has waited for a connection waits less for its first answer.
 */
function withoutSilentConnections(
  pool: Pool,
  sockets: ConnectionSockets,
  { role, prepare = false, queryTimeoutMs }: DatabaseOptions,
): PostgresPool {
  const takeRole = role === undefined ? undefined : roleTaker(role);
  return {
    connect: async () => {
      const firstAnswerBy = performance.now() + queryTimeoutMs;
      const timeLeftMs = () => Math.max(1, firstAnswerBy - performance.now());
      const client = await pool.connect();
      await takeRole?.(client, timeLeftMs());
      let isFirst = true;
      let silence: Error | undefined;
      const query = async (text: string, values: unknown[]) => {
        if (silence !== undefined) throw silence;
        const statement = {
          ...(prepare && values.length > 0 ? { name: nameOf(text), text, values } : { text, values }),
          query_timeout: isFirst ? timeLeftMs() : queryTimeoutMs,
        };
        isFirst = false;
        try {
          return await client.query(statement);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          if (error.message === 'Query read timeout') silence = error;
          if (!isOutdatedPlan(error)) throw error;
          // A migration has changed a table since: the connection prepares nothing anew, so it ends with this statement.
          const result = await client.query(text, values);
          silence = error;
          return result;
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
    end: async () => {
      await pool.end();
      await sockets.closed();
    },
  };
}

/** "cached plan must not change result type" */
function isOutdatedPlan(error: Error): boolean {
  return 'code' in error && error.code === '0A000' && error.message.includes('cached plan');
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

/** Takes the role once for each connection, before its first statement. */
function roleTaker({ role, onRefused }: TakenRole): (client: PoolClient, timeoutMs: number) => Promise<void> {
  const asked = new WeakSet<PoolClient>();
  let refused = false;
  return async (client, timeoutMs) => {
    if (asked.has(client)) return;
    let reason: string | undefined;
    try {
      reason = await takeRole(client, role, timeoutMs);
    } catch (error) {
      // Nobody knows which rights it has now.
      client.release(true);
      throw error;
    }
    asked.add(client);
    if (reason === undefined || refused) return;
    refused = true;
    onRefused(reason);
  };
}

function typeParser(oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary'): unknown {
  if (oid === types.builtins.DATE) return (text: string) => text;
  if (oid === types.builtins.INT8) return Number;
  return types.getTypeParser(oid, format);
}
