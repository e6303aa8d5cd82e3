import type { InputObject } from './input-object';
import { hasZonedDay } from './sources/identity';

/** The version of the zone data of this process: Node's, and different from machine to machine. */
export const ZONE_DATA = process.versions['tz'] ?? 'unknown';

/** The version of the zone data by which the days of an object are found; nothing where no day depends on them. */
export function zoneDataOf({ source }: InputObject): { readonly zoneData?: string } {
  if (source === undefined || source.timeZone === 'UTC' || !hasZonedDay(source.entry)) return {};
  return { zoneData: ZONE_DATA };
}
