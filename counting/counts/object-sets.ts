import { createHash } from 'node:crypto';
import type { EventLogName } from '../../domain/logs';
import { EVENT_LOGS } from '../../domain/logs';
import { formatOf } from '../../logs/formats';
import type { InputObject, LogObject } from '../../logs/input-object';
import { compressionOf } from '../../logs/sources/object-format';

/** Up to how many bytes an object is small: most of what it takes to count it alone is not its bytes. */
const SMALL_BYTES = 1024 * 1024;
/** What a byte of a compressed object, or of Parquet, is counted as. */
const PACKED_BYTE = 8;
/** Bytes of a set, about; small objects, whose counts are added up in memory. */
const SET_BYTES = 32 * 1024 * 1024;
const MAX_SET_OBJECTS = 512;
/** So many objects a set has on average: a power of two. */
const USUAL_SET_OBJECTS = 256;

/** Small objects of one log, neighbours in the order of keys, whose counts are added up. */
export interface ObjectSet {
  readonly log: EventLogName;
  /** Named after its members: keys, ETags and descriptions. */
  readonly id: string;
  readonly objects: readonly InputObject[];
  readonly sizeBytes: number;
}

/**
 * Parts small objects into sets. A border depends on the key after which it is, so that a late object changes the set
 * that it lies in, and no other. Large objects, and those that would be alone in their set, are left.
 *
 * @param objects each log's in the order of keys.
 */
export function formSets(objects: readonly LogObject[]): {
  readonly sets: readonly ObjectSet[];
  readonly others: readonly LogObject[];
} {
  const sets: ObjectSet[] = [];
  const others: LogObject[] = [];
  for (const log of EVENT_LOGS) {
    let open: InputObject[] = [];
    let bytes = 0;
    const close = () => {
      const [only, ...more] = open;
      if (more.length > 0) sets.push(setOf(log, open));
      else if (only !== undefined) others.push({ log, object: only });
      open = [];
      bytes = 0;
    };
    for (const one of objects) {
      if (one.log !== log) continue;
      const weight = weightOf(one.object);
      if (weight > SMALL_BYTES) {
        others.push(one);
        continue;
      }
      open.push(one.object);
      bytes += weight;
      if (isBorder(one.object.key) || open.length === MAX_SET_OBJECTS || bytes >= SET_BYTES) close();
    }
    close();
  }
  return { sets, others };
}

/** The set of these objects. */
export function setOf(log: EventLogName, objects: readonly InputObject[]): ObjectSet {
  const hash = createHash('sha256').update(log);
  for (const { key, etag, source } of objects) hash.update(`\n${key}\n${etag}\n${source?.hash ?? ''}`);
  const sizeBytes = objects.reduce((sum, one) => sum + one.sizeBytes, 0);
  return { log, id: hash.digest('hex').slice(0, 32), objects, sizeBytes };
}

function weightOf(object: InputObject): number {
  const isPacked = compressionOf(object.key) !== '' || formatOf(object).name === 'parquet';
  return object.sizeBytes * (isPacked ? PACKED_BYTE : 1);
}

/** Whether a set ends after this key. */
function isBorder(key: string): boolean {
  return createHash('sha256').update(key).digest().readUInt32LE() % USUAL_SET_OBJECTS === 0;
}
