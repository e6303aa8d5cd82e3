import pino from 'pino';
import type { Logger } from 'pino';

/** JSON lines to stdout, or to a file. */
export function createLogger(name: string, file?: string): Logger {
  return file === undefined
    ? pino({ name, level: 'info' })
    : pino({ name, level: 'info' }, pino.destination({ dest: file, mkdir: true, sync: true }));
}
