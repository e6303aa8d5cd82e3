import type { Client, PoolClient, QueryConfig, QueryResult } from 'pg';
import type { ServerSetting } from './connection-url';
import { isBehindPooler, sharesSessions } from './pooler';
import { explainRefusal, sharedSessionError } from './refusal';
import type { ConnectionPlace } from './refusal';
import { faultOfTaking, roleQuery } from './roles';
import type { ProcessRole } from './roles';
import { requireSettings, SESSION_STATE, settingsOfTransaction, settingStatement } from './session';
import type { SessionState } from './session';

/** The rights that connections take in place of their user's. */
export interface TakenRole {
  readonly role: ProcessRole;
  /** Called once, when a connection cannot take the role and keeps the rights of its user: why, and what to do. */
  readonly onRefused: (reason: string) => void;
}

/** A statement with the time that its answer may take. */
export type Statement = QueryConfig & { readonly query_timeout: number };

/** How the connections of a pool come to their settings and their role. */
export interface Sessions {
  /** Readies a connection before its first statement. @throws DatabaseRefusedError when it cannot be made ready. */
  open(client: PoolClient, timeLeftMs: () => number): Promise<void>;
  /** What executes statements on a connection that is ready, from now until it is given back. */
  lease(client: PoolClient): (statement: Statement) => Promise<QueryResult>;
}

/** What sessions are made of. */
export interface SessionsOptions {
  readonly place: ConnectionPlace;
  readonly settings: readonly ServerSetting[];
  readonly role: TakenRole | undefined;
  /** A client apart from the pool, not yet connected. */
  readonly createClient: () => Client;
}

/** Each connection has its own session: settings and role are taken once and stay. A pooler that shares sessions is refused. */
export function ownSessions({ place, settings, role, createClient }: SessionsOptions): Sessions {
  const report = reporter(role);
  let proven: Promise<boolean> | undefined;
  const assertSessionOwned = async (client: PoolClient, pid: number) => {
    proven ??= sharesSessions(client, pid, createClient());
    // What has failed tells nothing of the next connection.
    const isShared = await proven.catch((error: unknown) => {
      proven = undefined;
      throw error;
    });
    if (isShared) throw sharedSessionError(place);
  };
  return {
    open: async (client, timeLeftMs) => {
      const set = async () => {
        const statement = { ...settingStatement(settings), query_timeout: timeLeftMs() };
        const { rows } = await client.query<{ pid: number }>(statement);
        return rows[0]?.pid ?? 0;
      };
      let pid = await set();
      if (isBehindPooler(client, pid)) {
        await assertSessionOwned(client, pid);
        // A pooler need not have cleared what the client before has left.
        await client.query({ text: 'DISCARD ALL', query_timeout: timeLeftMs() } as QueryConfig);
        pid = await set();
      }
      const { rows } = await client.query<SessionState>(stateStatement(role?.role, true, timeLeftMs()));
      const state = stateOf(rows);
      if (state.pid !== pid) throw sharedSessionError(place);
      requireSettings(state, place);
      report(state);
    },
    lease: (client) => (statement) => client.query(statement),
  };
}

/**
 * Connections share sessions with other clients: settings and role hold for one transaction, and a statement outside of one
 * gets its own, sent in one go. The pool's clients must be in pipeline mode.
 */
export function sharedSessions({ place, settings, role }: SessionsOptions): Sessions {
  const report = reporter(role);
  const withoutRole = settingsOfTransaction(settings, undefined);
  const withRole = settingsOfTransaction(settings, role?.role.name);
  const beginnings = new WeakMap<PoolClient, string>();
  return {
    open: async (client, timeLeftMs) => {
      // One after the other: a pooler that takes no transaction says so, and hangs up on what was sent behind it.
      const rows = await inTurn(client, withoutRole, stateStatement(role?.role, false, timeLeftMs())).catch(
        (error: unknown) => {
          throw explainRefusal(error, place);
        },
      );
      const state = stateOf(rows);
      requireSettings(state, place);
      beginnings.set(client, report(state) ? withRole : withoutRole);
    },
    lease: (client) => {
      const setting = beginnings.get(client) ?? withRole;
      let isOpen = false;
      return async (statement) => {
        const { text, query_timeout } = statement;
        const begin = beginOf(text);
        if (begin !== undefined) {
          isOpen = true;
          return beginTransaction(client, `${begin}; ${setting}`, query_timeout);
        }
        if (!isOpen) return inTransaction(client, setting, statement);
        isOpen = text !== 'commit' && text !== 'rollback';
        return client.query(statement);
      };
    },
  };
}

/** Kysely's texts for the start of a transaction; what its isolation is by default, a server may set otherwise. */
function beginOf(text: string): string | undefined {
  if (text === 'begin') return BEGIN;
  return text.startsWith('start transaction') ? text : undefined;
}

const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

async function beginTransaction(
  client: PoolClient,
  text: string,
  query_timeout: number,
): Promise<QueryResult> {
  try {
    return await client.query({ text, query_timeout } as QueryConfig);
  } catch (error) {
    // Its caller takes the transaction for one that has not begun.
    await client.query({ text: 'rollback', query_timeout } as QueryConfig).catch(() => undefined);
    throw error;
  }
}

/** Asks for the state of a session in a transaction. */
async function inTurn(client: PoolClient, setting: string, statement: Statement): Promise<SessionState[]> {
  const { query_timeout } = statement;
  await client.query({ text: `${BEGIN}; ${setting}`, query_timeout } as QueryConfig);
  const { rows } = await client.query<SessionState>(statement);
  await client.query({ text: 'commit', query_timeout } as QueryConfig);
  return rows;
}

/** Sends a statement with the transaction around it, and waits for all of it. */
async function inTransaction(
  client: PoolClient,
  setting: string,
  statement: Statement,
): Promise<QueryResult> {
  const { query_timeout } = statement;
  const [begun, done, committed] = await Promise.allSettled([
    client.query({ text: `${BEGIN}; ${setting}`, query_timeout } as QueryConfig),
    client.query(statement),
    client.query({ text: 'commit', query_timeout } as QueryConfig),
  ]);
  for (const part of [begun, done, committed]) {
    // The first to fail is why the others do.
    if (part.status === 'rejected') throw part.reason as Error;
  }
  return (done as PromiseFulfilledResult<QueryResult>).value;
}

function stateStatement(role: ProcessRole | undefined, take: boolean, query_timeout: number): Statement {
  if (role === undefined) return { text: `SELECT ${SESSION_STATE}`, query_timeout };
  const [text, values] = roleQuery(role, { take });
  return {
    text: `SELECT ${SESSION_STATE}, role_state.* FROM (${text}) AS role_state`,
    values,
    query_timeout,
  };
}

function stateOf(rows: readonly SessionState[]): SessionState {
  const [state] = rows;
  if (state === undefined) throw new Error('no answer on the state of the session');
  return state;
}

/** Says whether the role is, or can be, taken; tells once when it cannot. */
function reporter(taken: TakenRole | undefined): (state: SessionState) => boolean {
  let isReported = false;
  return (state) => {
    if (taken === undefined) return false;
    const reason = faultOfTaking(taken.role, state);
    if (reason !== undefined && !isReported) {
      isReported = true;
      taken.onRefused(reason);
    }
    return reason === undefined;
  };
}
