import { DatabaseError } from 'pg';
import { explainTls } from './tls-error';

/** What a connection is for, in messages. */
export interface ConnectionPlace {
  readonly url: string;
  /** The setting that holds the URL. */
  readonly setting: string;
}

/** Postgres, or a pooler before it, answers and says no: trying again does not help. The message says what does. */
export class DatabaseRefusedError extends Error {
  override readonly name = 'DatabaseRefusedError';
}

/** PgBouncer gives almost all its errors the code 08P01, of outages as well. */
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

/** Whether an answer with the code 08P01 is a refusal, and none of the passing faults that share the code. */
export function isRefusal(message: string): boolean {
  return REFUSALS.some((refusal) => refusal.message.test(message));
}

/** What a failed connection means, and what to do about it, where its server or its certificate says no; any other error as it is. */
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

/** The remedies for a connection whose statements run now in one session of the server and now in another. */
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
