import type { LogName } from '../domain/logs';
import { shownKey } from '../storage/key-rule';

/** Most keys named of a group. */
const NAMED_KEYS = 20;

/** Objects of one log that have the same bytes. */
export interface Copies {
  readonly log: LogName;
  readonly size_bytes: number;
  /** The number of objects. */
  readonly objects: number;
  /** The first keys. */
  readonly keys: readonly string[];
}

/** Makes the report of a group of objects that have the same bytes. */
export function reportCopies(
  group: readonly { readonly log: LogName; readonly key: string; readonly sizeBytes: number }[],
): Copies {
  const [first] = group;
  if (first === undefined) throw new Error('copies of nothing');
  return {
    log: first.log,
    size_bytes: first.sizeBytes,
    objects: group.length,
    keys: group.slice(0, NAMED_KEYS).map(({ key }) => key),
  };
}

/** Describes the objects of a group and the consequence. */
export function describeCopies({ log, size_bytes: bytes, objects, keys }: Copies): string {
  const more = objects - keys.length;
  const named = keys.map(shownKey).join(', ') + (more === 0 ? '' : ` and ${more.toLocaleString('en')} more`);
  const effect =
    log === 'advertiser_ids' ? '' : `, so that each row counts ${objects.toLocaleString('en')} times`;
  return `the same ${bytes.toLocaleString('en')} bytes lie in ${named}${effect}`;
}
