import type { Client, PoolClient, QueryConfig, QueryResult } from 'pg';
import type { ServerSetting } from './connection-url';
import { isBehindPooler, sharesSessions } from './pooler';
import { explainRefusal, sharedSessionError } from './refusal';
import type { ConnectionPlace } from './refusal';
import { faultOfTaking, roleQuery } from './roles';
import type { ProcessRole } from './roles';
import { requireSettings, SESSION_STATE, settingsOfTransaction, settingStatement } from './session';
import type { SessionState } from './session';

/** The role whose rights connections take in place of their user's. */
export interface TakenRole {
  readonly role: ProcessRole;
  /** Called once, when a connection cannot take the role and keeps the rights of its user: why, and what to do. */
  readonly onRefused: (reason: string) => void;
}

/** A statement with the time limit of its answer. */
export type Statement = QueryConfig & { readonly query_timeout: number };

/** How the connections of a pool get their settings and their role. */
export interface Sessions {
  /** Readies a connection before its first statement. @throws DatabaseRefusedError when it cannot be made ready. */
  open(client: PoolClient, timeLeftMs: () => number): Promise<void>;
  /** Returns the executor of statements on a ready connection, valid until the connection is released. */
  lease(client: PoolClient): (statement: Statement) => Promise<QueryResult>;
}

/** The options of sessions. */
interface SessionsOptions {
  readonly place: ConnectionPlace;
  readonly settings: readonly ServerSetting[];
  readonly role: TakenRole | undefined;
  /** Creates a client outside of the pool, not yet connected. */
  readonly createClient: () => Client;
}

/** Each connection has its own session: settings and role are set once and stay. A pooler that shares sessions is refused. */
export function ownSessions({ place, settings, role, createClient }: SessionsOptions): Sessions {
  const report = reporter(role);
  let proven: Promise<boolean> | undefined;
  const assertSessionOwned = async (client: PoolClient, pid: number) => {
    proven ??= sharesSessions(client, pid, createClient());
    // A failed check proves nothing: the next connection checks again.
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
        // The pooler may have kept session state of an earlier client.
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
 * Connections share sessions with other clients: settings and role apply to one transaction, and a statement outside of one
 * gets its own, sent in one go. The pool's clients must be in pipeline mode.
 */
export function sharedSessions({ place, settings, role }: SessionsOptions): Sessions {
  const report = reporter(role);
  const withoutRole = settingsOfTransaction(settings, undefined);
  const withRole = settingsOfTransaction(settings, role?.role.name);
  const beginnings = new WeakMap<PoolClient, string>();
  return {
    open: async (client, timeLeftMs) => {
      // Not pipelined: a pooler that cannot begin a transaction reports it and closes the connection, whatever was sent after.
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

/** The texts with which Kysely begins a transaction; the server's settings decide the default isolation. */
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
    // The caller assumes that the transaction has not begun.
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

/** Sends a statement within a transaction, and waits for all answers. */
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
    // The first failure is the cause of the later ones.
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

/** Returns whether the role is or can be taken, and reports once when it cannot. */
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
