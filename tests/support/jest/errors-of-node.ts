import { isNativeError } from 'node:util/types';

/**
 * Jest gives each suite an `Error` of its own, of which the errors of Node's core (`ENOENT`, `ECONNREFUSED`) are no
 * instances: the code under test, and the libraries below it, would take other paths than in production.
 */
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, instance: unknown): boolean {
    if (this === Error && isNativeError(instance)) return true;
    return Function.prototype[Symbol.hasInstance].call(this as never, instance);
  },
});
