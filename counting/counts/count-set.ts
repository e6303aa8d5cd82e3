import { buffer } from 'node:stream/consumers';
import type { EventLogName } from '../../domain/logs';
import { mapConcurrently } from '../../domain/map-concurrently';
import { BadLogError } from '../../logs/bad-log';
import type { InputObject } from '../../logs/input-object';
import { HeldLake } from '../../storage/held-lake';
import { LakeObjectChangedError, LakeObjectMissingError, LakeUnreachableError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import type { StepAttempt } from '../../storage/lake-keys';
import type { BadObject, ObjectCounts } from '../plan/counted-object';
import { createScannerModule } from '../scan/scanner-module';
import type { ScannerModule } from '../scan/scanner-module';
import { addUpSet } from './add-up-set';
import { countSmall } from './count-small';
import { findObjectCounts, recordObjectCounts } from './object-counts';
import { findSetCounts, readMembers, recordSetCounts } from './set-files';
import type { SetInput } from './set-files';
import type { TaskHooks } from './task-runner';

/** Objects that are read and written at the same time; they are scanned one after the other. */
const OBJECTS_AT_ONCE = 32;
/** Most names of objects that a result has. */
const NAMED_OBJECTS = 10;

/** An object that was counted now. */
export type NewlyCounted = Pick<ObjectCounts, 'log' | 'object' | 'accepted' | 'rejected' | 'ignored'>;

/** What came of counting the objects of a set. */
export interface CountedSet {
  readonly counted: readonly NewlyCounted[];
  /** Objects that cannot be read. */
  readonly refused: number;
  /** Objects that are no longer what was listed: the set is then not known. */
  readonly changed: { readonly count: number; readonly first: readonly string[] };
}

/**
 * Counts those objects of a set that have not been counted yet, adds up the counts of all, and makes them known. A fault
 * of one object does not keep the others from being counted.
 *
 * @throws the first error of an object, once all others are done.
 */
export async function countSet(
  lake: Lake,
  { log, id, owner }: SetInput,
  { onProgress }: TaskHooks = {},
): Promise<CountedSet> {
  const objects = await readMembers(lake, log, id);
  const counting = new SetCounting(lake, log, owner);
  const known = await findSetCounts(lake, { log, id, objects });
  if (known !== undefined) return counting.report();
  let done = 0;
  const found = await mapConcurrently(objects, OBJECTS_AT_ONCE, async (object) => {
    const counts = await counting.count(object);
    done += 1;
    onProgress?.({ objects_counted: done, objects: objects.length });
    return counts;
  });
  counting.assertNoError();
  const whole = found.filter((counts) => counts !== undefined);
  if (whole.length === objects.length) {
    const parts = await addUpSet(lake, { log, id, owner }, whole);
    await recordSetCounts(lake, { log, id, objects: whole, parts });
  }
  return counting.report();
}

class SetCounting {
  readonly #lake: Lake;
  readonly #log: EventLogName;
  readonly #owner: StepAttempt;
  readonly #counted: NewlyCounted[] = [];
  readonly #changed: string[] = [];
  readonly #errors: unknown[] = [];
  #refused = 0;
  #module: ScannerModule | undefined;
  /** Ends when the last scan has ended that was asked for: the module is one. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(lake: Lake, log: EventLogName, owner: StepAttempt) {
    this.#lake = lake;
    this.#log = log;
    this.#owner = owner;
  }

  /** What is known of an object, at the latest now; undefined where it is no longer there or an error has ended it. */
  async count(object: InputObject): Promise<ObjectCounts | BadObject | undefined> {
    // Nothing more can be had from a lake that does not answer; another attempt begins where this one ends.
    if (this.#errors.some((error) => error instanceof LakeUnreachableError)) return undefined;
    try {
      const counts = (await findObjectCounts(this.#lake, object)) ?? (await this.#countNow(object));
      if ('fault' in counts) this.#refused += 1;
      return counts;
    } catch (error) {
      if (await this.#isChange(error, object)) this.#changed.push(object.key);
      else this.#errors.push(error);
      return undefined;
    }
  }

  assertNoError(): void {
    if (this.#errors.length > 0) throw this.#errors[0];
  }

  report(): CountedSet {
    const changed = this.#changed.sort();
    return {
      counted: this.#counted,
      refused: this.#refused,
      changed: { count: changed.length, first: changed.slice(0, NAMED_OBJECTS) },
    };
  }

  async #countNow(object: InputObject): Promise<ObjectCounts | BadObject> {
    const { key, etag } = object;
    const log = this.#log;
    try {
      const bytes = await buffer(await this.#lake.read(key, { ifMatch: etag }));
      const lake = new HeldLake(this.#lake, key, bytes);
      const counts = await countSmall(lake, { log, object, owner: this.#owner }, (scan) =>
        this.#inTurn(scan),
      );
      const { accepted, rejected, ignored } = counts;
      this.#counted.push({ log, object, accepted, rejected, ...(ignored !== undefined && { ignored }) });
      return counts;
    } catch (error) {
      if (!(error instanceof BadLogError)) throw error;
      const bad: BadObject = { log, object, fault: { text: error.fault, line: error.line ?? null } };
      await recordObjectCounts(this.#lake, bad);
      return bad;
    }
  }

  #inTurn<Result>(scan: (module: ScannerModule) => Promise<Result>): Promise<Result> {
    const scanned = this.#turn.then(() => scan((this.#module ??= createScannerModule())));
    this.#turn = scanned.catch(() => undefined);
    return scanned;
  }

  /** Whether an object was replaced or removed; a body that was cut short may be whole the next time. */
  async #isChange(error: unknown, { key, etag }: InputObject): Promise<boolean> {
    if (!(error instanceof LakeObjectChangedError || error instanceof LakeObjectMissingError)) return false;
    return (await this.#lake.head(key))?.etag !== etag;
  }
}
