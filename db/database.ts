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
  /** Longest wait for a connection, be it a free one or a new one. */
  readonly connectTimeoutMs: number;
  /** The client gives a statement up after this time, for a server that hangs; the wait for its connection counts. */
  readonly queryTimeoutMs: number;
  /** Whether statements with values are prepared once on each connection: for few texts that are asked for often. */
  readonly prepare?: boolean;
  /** With one no state is left in a session, and nothing is prepared. */
  readonly pooler?: DatabasePooler | undefined;
  /** The setting that holds the URL, for messages; DATABASE_URL by default. */
  readonly urlSetting?: string;
  /** Called when an idle connection breaks, which is no reason to stop. */
  readonly onIdleError: (error: Error) => void;
  /** Each connection takes this role in place of its login's rights, where it may. */
  readonly role?: TakenRole;
}

/**
 * A pool with the product's types: dates as `YYYY-MM-DD`, bigints as numbers. Nothing connects before the first query. A URL
 * may hold settings of Postgres; those that answers depend on are the product's, whatever URL, user, database or server say.
 */
export function createDatabase(url: string, options: DatabaseOptions): Kysely<Database> {
  const sockets = new ConnectionSockets();
  const place: ConnectionPlace = { url, setting: options.urlSetting ?? 'DATABASE_URL' };
  const { url: connectionString, settings } = readConnectionUrl(url);
  // No startup parameters: poolers refuse most of them, and one of a URL would take the place of ours.
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
  // The pool listens to idle connections only. One that breaks in use also fails its statement, or the next one; without
  // a listener its `error` event would end the process as well.
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
 * For the same reason a caller that has waited for a connection waits less for its first answer.
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
          // Its settings and rights are unknown now.
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

/** The name under which a statement is prepared: made of its text, so that a name never means two of them. */
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
