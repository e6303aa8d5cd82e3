import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// V8 sees little haste in collecting large arrays; here that takes milliseconds and halves what a worker needs.
setFlagsFromString('--expose-gc');

/** Collects all garbage of this thread at once. */
export const collectGarbage = runInNewContext('gc') as () => void;

/** Asks a thread that waits for tasks to do so. */
export const COLLECT = 'collect';
