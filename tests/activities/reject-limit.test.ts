import { assertFewRejects } from '../../activities/reject-limit';
import type { ReadObject } from '../../activities/reject-limit';
import { writeRejects } from '../../counting/counts/counts-files';
import type { Reject } from '../../logs/rejects';
import { MemoryLake } from '../support/lake/memory-lake';

const OBJECT = { key: 'input/ads_views.csv', sizeBytes: 9, etag: 'e' };
const OWNER = { runId: 'r', step: 'open' as const, attempt: 1 };

async function readObject(lake: MemoryLake, listed: readonly Reject[]): Promise<ReadObject> {
  return {
    object: OBJECT,
    records: 10,
    rejected: listed.length,
    rejects: { unknown_type: listed.length },
    firstLines: { unknown_type: 2 },
    rejectedRows: await writeRejects(lake, OBJECT, OWNER, listed),
  };
}

describe('too many rejects are refused', () => {
  it('with the description that would read them, where their form is known', async () => {
    const lake = new MemoryLake();
    const object = await readObject(lake, [{ line: 2, reason: 'unknown_type', text: 'A,p,VIEW,2024-01-01' }]);
    await expect(assertFewRejects('ads_views', [object], 0.05, lake)).rejects.toThrow(
      /10 % of the rows .* unknown_type 1, first at input\/ads_views.csv line 2 \(VIEW may be another word for impression: describe it.*\)\. Allowed are 5 %/,
    );
  });

  it('without one, where it is not', async () => {
    const lake = new MemoryLake();
    const object = await readObject(lake, [{ line: 2, reason: 'unknown_type', text: 'A,p,?,2024-01-01' }]);
    await expect(assertFewRejects('ads_views', [object], 0.05, lake)).rejects.toThrow(
      /unknown_type 1, first at input\/ads_views.csv line 2\. Allowed/,
    );
  });
});

it('few rejects are no fault, and their list is not read', async () => {
  const object = await readObject(new MemoryLake(), [
    { line: 2, reason: 'unknown_type', text: 'A,p,VIEW,2024-01-01' },
  ]);
  await expect(assertFewRejects('ads_views', [object], 0.1, new MemoryLake())).resolves.toBeUndefined();
});
