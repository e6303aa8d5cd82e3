import type { ObjectSource } from './input-object';
import { describeEntry, hasZonedDay } from './sources/identity';

/** A description in one line for people, with the zone of its days where they depend on one. */
export function describeSource({ entry, timeZone }: ObjectSource): string {
  return describeEntry(entry) + (hasZonedDay(entry) ? `; days of ${timeZone}` : '');
}
