import { ZONE_DATA } from '../../logs/zone-data';
import { shownKey } from '../../storage/key-rule';
import type { LakeInput } from '../inputs';
import { checked, finding } from './finding';
import type { CheckReport } from './finding';

/**
 * Checks that the days of all described objects were found by one version of the time zone data. A difference from this
 * process, which may be no worker, is a note.
 */
export function checkZoneData(inputs: readonly LakeInput[], own = ZONE_DATA): CheckReport {
  const byVersion = new Map<string, LakeInput[]>();
  for (const input of inputs) {
    if (input.zoneData === undefined) continue;
    byVersion.set(input.zoneData, [...(byVersion.get(input.zoneData) ?? []), input]);
  }
  const versions = [...byVersion].sort(([one], [other]) => (one < other ? -1 : 1));
  if (versions.length === 0) return checked('zone_data', 'no day of a counted object depends on a time zone');
  const summary = versions.map(
    ([version, { length }]) =>
      `${version} for ${length.toLocaleString('en')} ${length === 1 ? 'object' : 'objects'}`,
  );
  const named = versions.map(([version, [first]]) => `${version} (such as ${shownKey(first?.key ?? '')})`);
  return checked(
    'zone_data',
    `time zone data ${summary.join(', ')}`,
    versions.length === 1
      ? []
      : [
          finding(
            `the days of objects were found by different time zone data: ${named.join(', ')}. Where the rules of a zone have changed between them, an event may be on another day`,
            {
              remedy:
                'run all workers on one version of Node; where a zone that you use has changed, remove the counts of the older objects (counts/ in the lake)',
              command: 'npx adtech backfill --only all',
            },
          ),
        ],
    byVersion.has(own) ? [] : [`this process has time zone data ${own}`],
  );
}
