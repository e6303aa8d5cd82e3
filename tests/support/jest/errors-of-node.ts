import { isNativeError } from 'node:util/types';

/**
 * Jest gives each suite a separate `Error` class. Errors of Node's core (`ENOENT`, `ECONNREFUSED`) are no instances of
 * it, so that code under test and its libraries would take other paths than in production.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, instance: unknown): boolean {
    if (this === Error && isNativeError(instance)) return true;
    return Function.prototype[Symbol.hasInstance].call(this as never, instance);
  },
});
