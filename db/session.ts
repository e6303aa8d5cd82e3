import { escapeLiteral } from 'pg';
import type { ServerSetting } from './connection-url';
import { DatabaseRefusedError, placeOf } from './refusal';
import type { ConnectionPlace } from './refusal';

/** How long the server lets a session wait and work. */
export interface SessionLimits {
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/**
 * What answers depend on: the texts of dates, times, numbers, bytes and literals, and what a transaction sees. A server, a
 * database, a user and a URL may each set them otherwise.
 */
const REQUIRED: readonly ServerSetting[] = [
  ['client_encoding', 'UTF8'],
  ['datestyle', 'ISO, MDY'],
  ['intervalstyle', 'postgres'],
  ['timezone', 'UTC'],
  ['bytea_output', 'hex'],
  // The shortest text that is exactly the number.
  ['extra_float_digits', '1'],
  ['standard_conforming_strings', 'on'],
  ['default_transaction_isolation', 'read committed'],
];

/** All settings of a session: of those that a URL asks for, the ones that answers depend on stay as they are here. */
export function settingsOfSession(
  { statementTimeoutMs, lockTimeoutMs }: SessionLimits,
  ofUrl: readonly ServerSetting[],
): ServerSetting[] {
  const limits: readonly ServerSetting[] = [
    ['statement_timeout', String(statementTimeoutMs)],
    ['lock_timeout', String(lockTimeoutMs)],
    ['idle_in_transaction_session_timeout', String(statementTimeoutMs)],
    // A client that was killed must not hold its locks until TCP notices.
    ['client_connection_check_interval', '1000'],
  ];
  return [...new Map([...limits, ...ofUrl, ...REQUIRED])];
}

/** The statement that applies settings to the session, and returns its server process id. */
export function settingStatement(settings: readonly ServerSetting[]): { text: string; values: string[] } {
  const calls = settings.map((_, i) => `set_config($${String(2 * i + 1)}, $${String(2 * i + 2)}, false)`);
  return { text: `SELECT pg_backend_pid() AS pid, ${calls.join(', ')}`, values: settings.flat() };
}

/**
 * What follows a `BEGIN` to apply settings, and a role where one is given, to this transaction only. Role and search
 * path otherwise come from the login: another client may have left its own in the server's session.
 */
export function settingsOfTransaction(settings: readonly ServerSetting[], role: string | undefined): string {
  const all = new Map(settings);
  if (role !== undefined) all.set('role', role);
  const unset = ['role', 'search_path'].filter((name) => !all.has(name));
  const calls = [...all].map(
    ([name, value]) => `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`,
  );
  return [...unset.map((name) => `SET LOCAL ${name} TO DEFAULT`), `SELECT ${calls.join(', ')}`].join('; ');
}

/** A session as a later statement finds it. */
export interface SessionState {
  /** Of the server's process. */
  readonly pid: number;
  /** The settings that answers depend on, in their order. */
  readonly required: readonly string[];
}

/** The columns of a `SessionState`. */
export const SESSION_STATE = `pg_backend_pid() AS pid, ARRAY[${REQUIRED.map(
  ([name]) => `current_setting('${name}')`,
).join(', ')}] AS required`;

/** @throws DatabaseRefusedError when the session has not kept a setting that answers depend on. */
export function requireSettings({ required }: SessionState, place: ConnectionPlace): void {
  const lost = REQUIRED.flatMap(([name, value], i) =>
    required[i] === value ? [] : [`${name} is ${required[i] ?? 'unknown'} and not ${value}`],
  );
  if (lost.length === 0) return;
  throw new DatabaseRefusedError(
    `${placeOf(place)} does not keep the settings of a session: ${lost.join(', ')}; ` +
      `let a pooler before it pass them on, or set ${place.setting} to an address of Postgres itself`,
  );
}
