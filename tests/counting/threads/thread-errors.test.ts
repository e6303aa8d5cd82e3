import { isNativeError } from 'node:util/types';
import { toFailure } from '../../../activities/failures';
import { CountTooLargeError } from '../../../counting/columns/counter-columns';
import { fromPlainError, toPlainError } from '../../../counting/threads/thread-errors';
import * as lakeModule from '../../../storage/lake';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from '../../../storage/lake';
import { BadLogError } from '../../../logs/bad-log';

/** An error as it is after its way from one thread to another. */
function sent(error: unknown): Error {
  return fromPlainError(structuredClone(toPlainError(error)));
}

const KNOWN: readonly Error[] = [
  new BadLogError('input/a.csv', 'is broken'),
  new BadLogError('input/a.csv', 'is broken', 7),
  new CountTooLargeError('the clicks of a product'),
  new LakeObjectChangedError('a', 'cut'),
  new LakeObjectExistsError('a'),
  new LakeObjectMissingError('a'),
  new LakeRefusedError('refused'),
  new LakeUnreachableError('gone'),
];

describe('an error that means something', () => {
  it.each(KNOWN.map((error) => [error.name, error] as const))(
    'keeps class, message and fields: %s',
    (_, error) => {
      const arrived = sent(error);
      expect(arrived).not.toBe(error);
      expect(arrived).toBeInstanceOf(error.constructor);
      expect(arrived).toBeInstanceOf(Error);
      expect(arrived.name).toBe(error.name);
      expect(arrived.message).toBe(error.message);
      expect(arrived.stack).toBe(error.stack);
      for (const [field, value] of Object.entries(error)) expect(Reflect.get(arrived, field)).toBe(value);
      expect(String(arrived)).toBe(String(error));
    },
  );

  // Fails when an error of the lake is added that threads do not know.
  it('may be any that the lake has', () => {
    const kinds = Object.values(lakeModule).filter((value) => value.prototype instanceof Error);
    expect(kinds).toHaveLength(5);
    expect(kinds.filter((kind) => !KNOWN.some((error) => error.constructor === kind))).toEqual([]);
  });

  it.each(KNOWN.map((error) => [error.name, error] as const))(
    'ends a step as if it had been thrown there: %s',
    (_, error) => {
      const [here, there] = [toFailure(error), toFailure(sent(error))];
      expect([there.type, there.message, there.nonRetryable]).toEqual([
        here.type,
        here.message,
        here.nonRetryable,
      ]);
    },
  );
});

describe('any other', () => {
  class OddError extends Error {
    override readonly name = 'OddError';
    readonly detail = { deep: 1 };
    readonly count = 3;
  }

  it('keeps its name, message, stack and plain fields', () => {
    const error = new OddError('odd');
    const arrived = sent(error);
    expect(arrived).toBeInstanceOf(Error);
    expect(isNativeError(arrived)).toBe(true);
    expect(arrived).toMatchObject({ name: 'OddError', message: 'odd', stack: error.stack, count: 3 });
    expect(arrived).not.toHaveProperty('detail');
  });

  it('keeps the code of the system', () => {
    const error = Object.assign(new Error('no space left'), { code: 'ENOSPC', errno: -28, syscall: 'write' });
    expect(sent(error)).toMatchObject({
      message: 'no space left',
      code: 'ENOSPC',
      errno: -28,
      syscall: 'write',
    });
  });

  it.each([
    ['a text', 'text', 'text'],
    ['nothing', undefined, 'undefined'],
    ['an object', { a: 1 }, '[object Object]'],
  ])('becomes an error where it was %s', (_, thrown, message) => {
    expect(sent(thrown)).toMatchObject({ name: 'Error', message });
    expect(sent(thrown)).toBeInstanceOf(Error);
  });
});
