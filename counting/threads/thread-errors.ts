import { isNativeError } from 'node:util/types';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from '../../storage/lake';
import { CountTooLargeError } from '../columns/counter-columns';
import { BadLogError } from '../../logs/bad-log';

/** Errors whose class callers of a task check; an error loses its class between threads. */
const KNOWN = [
  BadLogError,
  CountTooLargeError,
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
];

/** An error as it travels. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** Its further fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Takes an error apart. */
export function toPlainError(error: unknown): PlainError {
  if (!(error instanceof Error) && !isNativeError(error)) {
    return { name: 'Error', message: String(error), stack: undefined, fields: {} };
  }
  const { name, message, stack } = error;
  const fields = Object.entries(error).filter(
    ([, value]) => typeof value === 'string' || typeof value === 'number',
  );
  return { name, message, stack, fields: Object.fromEntries(fields) };
}

/** Puts an error together again, of the class that it was. */
export function fromPlainError({ name, message, stack, fields }: PlainError): Error {
  const known = KNOWN.find((kind) => kind.name === name);
  const error = known === undefined ? new Error(message) : (Object.create(known.prototype) as Error);
  const described = { message, stack, name };
  for (const [field, value] of Object.entries(described)) {
    Object.defineProperty(error, field, { value, configurable: true, writable: true });
  }
  return Object.assign(error, fields);
}
