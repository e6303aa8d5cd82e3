import pino from 'pino';
import type { Logger } from 'pino';
import { terminalJson } from './terminal-text';

const OPTIONS = {
  level: 'info',
  serializers: { err: describeError },
  // A log may be read in a terminal.
  hooks: { streamWrite: terminalJson },
};

/** JSON lines to stdout, or to a file. */
export function createLogger(name: string, file?: string): Logger {
  return file === undefined
    ? pino({ name, ...OPTIONS })
    : pino({ name, ...OPTIONS }, pino.destination({ dest: file, mkdir: true, sync: true }));
}

/** The logged parts of an error. Libraries attach whole clients and requests with secrets to their errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error);
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: String(error.code) } : {}),
    stack: error.stack,
    ...(error instanceof AggregateError ? { errors: error.errors.map(describeError) } : {}),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
