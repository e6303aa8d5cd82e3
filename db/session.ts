import { escapeLiteral } from 'pg';
import type { ServerSetting } from './connection-url';
import { DatabaseRefusedError, placeOf } from './refusal';
import type { ConnectionPlace } from './refusal';

/** Time limits that the server applies to a session. */
export interface SessionLimits {
  /** The server ends a statement after this time. */
  readonly statementTimeoutMs: number;
  readonly lockTimeoutMs: number;
}

/**
 * Settings that answers depend on: the text forms of dates, times, numbers, bytes and literals, and what a transaction sees.
 * A server, a database, a user or a URL may set other values.
 */
const REQUIRED: readonly ServerSetting[] = [
  ['client_encoding', 'UTF8'],
  ['datestyle', 'ISO, MDY'],
  ['intervalstyle', 'postgres'],
  ['timezone', 'UTC'],
  ['bytea_output', 'hex'],
  // The shortest text that parses to the same number.
  ['extra_float_digits', '1'],
  ['standard_conforming_strings', 'on'],
  ['default_transaction_isolation', 'read committed'],
];

/** All settings of a session; a URL cannot change the ones that answers depend on. */
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
 * The statements after `BEGIN` that apply settings, and a role if given, to this transaction only. Without a role, role and
 * search path are reset to the login's: another client may have changed them in the server's session.
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

/** The state of a session at a later statement. */
export interface SessionState {
  /** Id of the server process. */
  readonly pid: number;
  /** The settings that answers depend on, in their order. */
  readonly required: readonly string[];
}

/** The columns of a `SessionState`. */
export const SESSION_STATE = `pg_backend_pid() AS pid, ARRAY[${REQUIRED.map(
  ([name]) => `current_setting('${name}')`,
).join(', ')}] AS required`;

/** @throws DatabaseRefusedError when a setting that answers depend on has changed in the session. */
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
