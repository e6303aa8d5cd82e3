import type { Lake } from '../storage/lake';
import type { InputObject } from '../logs/input-object';
import { findLogObjects } from '../logs/list-inputs';
import { readRows } from '../logs/read-rows';
import { RejectList } from '../logs/rejects';
import type { RejectReport } from '../logs/rejects';

/** The active list as it is in the lake. */
export interface ActiveAdvertisers {
  readonly ids: ReadonlySet<string>;
  readonly objects: readonly (RejectReport & { readonly object: InputObject; readonly records: number })[];
}

/**
 * Reads the active list.
 *
 * @param listed its objects, if they have been listed.
 * @throws BadLogError
 */
export async function readActiveAdvertisers(
  lake: Lake,
  { signal, listed }: { readonly signal: AbortSignal; readonly listed?: readonly InputObject[] },
): Promise<ActiveAdvertisers> {
  const ids = new Set<string>();
  const objects: ActiveAdvertisers['objects'][number][] = [];
  for (const object of listed ?? (await findLogObjects(lake, 'advertiser_ids', { signal }))) {
    const rejects = new RejectList();
    let records = 0;
    for await (const batch of readRows(lake, 'advertiser_ids', object, { signal })) {
      records += batch.records;
      for (const { advertiserId } of batch.rows) ids.add(advertiserId);
      for (const { line, reason, bytes } of batch.rejects) rejects.add(line, reason, bytes);
    }
    objects.push({ object, records, ...rejects.report() });
  }
  return { ids, objects };
}
