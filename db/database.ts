import { createHash } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Client, Pool, types } from 'pg';
import type { PoolClient } from 'pg';
import { ConnectionSockets } from './connection-sockets';
import { readConnectionUrl } from './connection-url';
import type { DatabasePooler } from './pooler';
import { explainRefusal } from './refusal';
import type { ConnectionPlace } from './refusal';
import type { Database } from './schema';
import { settingsOfSession } from './session';
import type { SessionLimits } from './session';
import { ownSessions, sharedSessions } from './sessions';
import type { Sessions, TakenRole } from './sessions';

/** Limits of one connection pool; every wait has an end. */
export interface DatabaseOptions extends SessionLimits {
  readonly applicationName: string;
  readonly maxConnections: number;
  /** Longest wait for a free or new connection. */
  readonly connectTimeoutMs: number;
  /** The client gives up a statement after this time, in case the server hangs; the wait for a connection is included. */
  readonly queryTimeoutMs: number;
  /** Whether statements with values are prepared once on each connection, which helps few texts that are executed often. */
  readonly prepare?: boolean;
  /** With a pooler no state is left in a session, and nothing is prepared. */
  readonly pooler?: DatabasePooler | undefined;
  /** The setting that holds the URL, for messages; DATABASE_URL by default. */
  readonly urlSetting?: string;
  /** Called when an idle connection breaks; the pool continues to work. */
  readonly onIdleError: (error: Error) => void;
  /** Each connection takes this role in place of its login's rights, if allowed. */
  readonly role?: TakenRole;
}

/**
 * A pool with the product's types: dates as `YYYY-MM-DD`, bigints as numbers. It connects at the first query. A URL may hold
 * settings of Postgres, but no URL, user, database or server can change the settings that answers depend on.
 */
export function createDatabase(url: string, options: DatabaseOptions): Kysely<Database> {
  const sockets = new ConnectionSockets();
  const place: ConnectionPlace = { url, setting: options.urlSetting ?? 'DATABASE_URL' };
  const { url: connectionString, settings } = readConnectionUrl(url);
  // No startup parameters: poolers refuse most of them, and a URL's parameter would override ours.
  const connection = {
    connectionString,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs,
    query_timeout: options.queryTimeoutMs,
    keepAlive: true,
    stream: sockets.create,
  };
  const pool = new Pool({
    ...connection,
    max: options.maxConnections,
    types: { getTypeParser: typeParser as typeof types.getTypeParser },
    pipeline: options.pooler !== undefined,
  });
  pool.on('error', options.onIdleError);
  // The pool handles errors of idle connections only. A connection that breaks in use also fails its statement or the next
  // one; without this listener its `error` event would also end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const sessions = (options.pooler === undefined ? ownSessions : sharedSessions)({
    place,
    settings: settingsOfSession(options, settings),
    role: options.role,
    createClient: () => new Client(connection),
  });
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: withoutSilentConnections(pool, sockets, sessions, options, place) }),
  });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Kysely<Database>, Pool>();

/** The number of open connections, of idle ones among them, and of callers that wait for one. */
export function poolUsage(db: Kysely<Database>): { total: number; idle: number; waiting: number } {
  const pool = pools.get(db);
  return {
    total: pool?.totalCount ?? 0,
    idle: pool?.idleCount ?? 0,
    waiting: pool?.waitingCount ?? 0,
  };
}

/**
 * A connection that did not answer in time still waits for the answer. It accepts no further statement, not even the
 * rollback, and is closed when released: otherwise the pool would give it to query after query, and each would time out.
 * The time that a caller has waited for the connection counts towards the limit of its first answer.
 */
function withoutSilentConnections(
  pool: Pool,
  sockets: ConnectionSockets,
  sessions: Sessions,
  { prepare = false, pooler, queryTimeoutMs }: DatabaseOptions,
  place: ConnectionPlace,
): PostgresPool {
  const isNamed = prepare && pooler === undefined;
  const opened = new WeakSet<PoolClient>();
  return {
    connect: async () => {
      const firstAnswerBy = performance.now() + queryTimeoutMs;
      const timeLeftMs = () => Math.max(1, firstAnswerBy - performance.now());
      const client = await pool.connect().catch((error: unknown) => {
        throw explainRefusal(error, place);
      });
      if (!opened.has(client)) {
        try {
          await sessions.open(client, timeLeftMs);
        } catch (error) {
          // The settings and rights of the connection are unknown now.
          client.release(true);
          throw error;
        }
        opened.add(client);
      }
      const execute = sessions.lease(client);
      let isFirst = true;
      let silence: Error | undefined;
      const query = async (text: string, values: unknown[]) => {
        if (silence !== undefined) throw silence;
        const statement = {
          ...(isNamed && values.length > 0 ? { name: nameOf(text), text, values } : { text, values }),
          query_timeout: isFirst ? timeLeftMs() : queryTimeoutMs,
        };
        isFirst = false;
        try {
          return await execute(statement);
        } catch (error) {
          if (!(error instanceof Error)) throw error;
          if (error.message === 'Query read timeout') silence = error;
          if (!isNamed || !isOutdatedPlan(error)) throw error;
          // A migration has changed a table: the connection cannot prepare the statement again, so it is closed after it.
          const result = await client.query(text, values);
          silence = error;
          return result;
        }
      };
      return {
        // Kysely's other overload of `query` takes a cursor, which this project does not use.
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

/** The name of a prepared statement, derived from its text, so that a name never has two texts. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `adtech-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    names.set(text, name);
  }
  return name;
}

function typeParser(oid: Parameters<typeof types.getTypeParser>[0], format?: 'text' | 'binary'): unknown {
  if (oid === types.builtins.DATE) return (text: string) => text;
  if (oid === types.builtins.INT8) return Number;
  return types.getTypeParser(oid, format);
}
