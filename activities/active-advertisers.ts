import { validateActiveAdvertiser } from '../domain/record-validation';
import { RejectList } from '../counting/scan/rejects';
import type { RejectReport } from '../counting/scan/rejects';
import type { Lake, LakeObject } from '../storage/lake';
import { findLogObjects } from '../storage/log-objects';
import { readLog } from '../storage/log-reader';

/** The active list as it is in the lake. */
export interface ActiveAdvertisers {
  readonly ids: ReadonlySet<string>;
  readonly objects: readonly (RejectReport & { readonly object: LakeObject; readonly records: number })[];
}

/**
 * Reads the active list.
 *
 * @param listed its objects, if they have been listed.
 * @throws BadLogError
 */
export async function readActiveAdvertisers(
  lake: Lake,
  { signal, listed }: { readonly signal: AbortSignal; readonly listed?: readonly LakeObject[] },
): Promise<ActiveAdvertisers> {
  const ids = new Set<string>();
  const objects: ActiveAdvertisers['objects'][number][] = [];
  for (const object of listed ?? (await findLogObjects(lake, 'advertiser_ids', { signal }))) {
    const rejects = new RejectList();
    let records = 0;
    for await (const batch of readLog(lake, 'advertiser_ids', object, { signal })) {
      records += batch.length;
      for (const record of batch) {
        const row = 'malformed' in record ? record.malformed : validateActiveAdvertiser(record.fields);
        if (typeof row === 'string') rejects.add(record.line, row, record.bytes);
        else ids.add(row.advertiserId);
      }
    }
    objects.push({ object, records, ...rejects.report() });
  }
  return { ids, objects };
}
