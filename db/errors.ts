import { isNativeError } from 'node:util/types';
import { DatabaseError } from 'pg';
import { DatabaseRefusedError, isRefusal } from './refusal';
import { DatabaseTlsError } from './tls-error';

/** What a database error means for the caller. */
type DatabaseFault = 'passing' | 'permanent';

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const PASSING_SQLSTATES = new Set([
  '40001',
  '40P01',
  '55P03',
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '25P03',
  '25P04',
]);
const PASSING_SYSTEM_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // A stopped container's name does not resolve.
  'ENOTFOUND',
]);
// node-postgres gives these errors no code.
const PASSING_MESSAGES = [
  /connection terminated/i,
  /timeout exceeded when trying to connect/i,
  /timeout expired/i,
  /query read timeout/i,
  /client has encountered a connection error/i,
  /client was closed and is not queryable/i,
  /socket has been ended by the other party/i,
];

/** Whether an error of the database may pass, so that another attempt may help; undefined for other errors. */
export function databaseFault(error: unknown): DatabaseFault | undefined {
  if (error instanceof DatabaseError) {
    const state = error.code ?? '';
    if (state === '08P01' && isRefusal(error.message)) return 'permanent';
    return state.startsWith('08') || PASSING_SQLSTATES.has(state) ? 'passing' : 'permanent';
  }
  if (error instanceof DatabaseRefusedError) return 'permanent';
  // Certificates expire, and are renewed.
  if (error instanceof DatabaseTlsError) return 'passing';
  if (!isNativeError(error)) return undefined;
  const code = 'code' in error ? String(error.code) : '';
  const syscall = 'syscall' in error ? error.syscall : undefined;
  if (syscall !== undefined && PASSING_SYSTEM_ERRORS.has(code)) return 'passing';
  // No socket file yet; from any other call it would mean an unrelated file.
  if (syscall === 'connect' && code === 'ENOENT') return 'passing';
  if ('errors' in error && Array.isArray(error.errors)) {
    return error.errors.some((inner) => databaseFault(inner) === 'passing') ? 'passing' : undefined;
  }
  return PASSING_MESSAGES.some((pattern) => pattern.test(error.message)) ? 'passing' : undefined;
}
