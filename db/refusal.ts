import { DatabaseError } from 'pg';
import { explainTls } from './tls-error';

/** A connection as messages name it. */
export interface ConnectionPlace {
  readonly url: string;
  /** The setting that holds the URL. */
  readonly setting: string;
}

/** Postgres, or a pooler in front of it, refuses: another attempt does not help. The message contains the remedy. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError';
}

/** PgBouncer gives almost all its errors the code 08P01, even errors of outages. */
const REFUSALS = [
  {
    codes: [],
    message: /unsupported startup parameter/i,
    remedy: () =>
      'a pooler such as PgBouncer takes no such parameter: unset PGOPTIONS, or let the pooler ignore it (ignore_startup_parameters)',
  },
  {
    codes: [],
    message: /transaction blocks not allowed/i,
    remedy: ({ setting }: ConnectionPlace) =>
      `the pooler is in statement mode: set pool_mode to session or transaction there, or a ${setting} that leads to Postgres itself`,
  },
  {
    codes: ['3D000'],
    message: /no such database|database "[^"]*" does not exist/i,
    remedy: ({ setting }: ConnectionPlace) => `make the database, or correct ${setting}`,
  },
  {
    codes: ['28000', '28P01'],
    message: /authentication failed|no such user|no pg_hba\.conf entry|login rejected|SSL required/i,
    remedy: ({ setting }: ConnectionPlace) =>
      `correct user and password in ${setting}, or let the server (and a pooler before it) admit the user`,
  },
];

/** Whether an answer with the code 08P01 is a refusal, and not a passing fault with the same code. */
export function isRefusal(message: string): boolean {
  return REFUSALS.some((refusal) => refusal.message.test(message));
}

/** Explains a failed connection with a remedy if the server or the certificate is the cause; returns any other error unchanged. */
export function explainRefusal(error: unknown, place: ConnectionPlace): unknown {
  if (!(error instanceof DatabaseError)) return explainTls(error, place.url);
  const { message, code = '' } = error;
  const refusal = REFUSALS.find(
    ({ codes, message: pattern }) => codes.includes(code) || (code === '08P01' && pattern.test(message)),
  );
  if (refusal === undefined) return error;
  return new DatabaseRefusedError(
    `${placeOf(place)} refuses the connection: ${message}; ${refusal.remedy(place)}`,
    { cause: error },
  );
}

/** The remedies for a connection whose statements run in different sessions of the server. */
export function sharedSessionError(place: ConnectionPlace): DatabaseRefusedError {
  const another = `${place.setting} to an address of Postgres itself, or of a pool in session mode`;
  return new DatabaseRefusedError(
    `${placeOf(place)} is a pooler in transaction mode, where a session is shared with others; ` +
      (place.setting === 'DATABASE_URL'
        ? `set DATABASE_POOLER=transaction, or ${another}`
        : `set ${another}`),
  );
}

/** Host and port of a connection, with the setting that they come from: no user, no password. */
export function placeOf({ url, setting }: ConnectionPlace): string {
  return `Postgres at ${new URL(url).host} (${setting})`;
}
