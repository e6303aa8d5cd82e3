import { countHere } from '../../counting/counts/count-here';
import type { EventLogName } from '../../domain/logs';
import { eventObjectsOf, findLogObjects, listInputs, unreadFaults } from '../../logs/list-inputs';
import { HAS_ZSTD } from '../../sample/compress';
import { SAMPLE_FORMATS } from '../../sample/sample-form';
import type { SampleForm } from '../../sample/sample-form';
import { writeSampleLogs } from '../../sample/write-sample';
import { MemoryLake } from '../support/lake/memory-lake';
import { readCounts } from '../support/logs/counted-objects';
import { tasksHere } from '../support/logs/tasks-here';

const SAMPLE = { rowsPerLog: 1_500, days: 3, lastDay: '2024-11-04', seed: 3, ctr: 0.2, conversions: 0.4 };
const HOOKS = { signal: new AbortController().signal, onBytes: () => undefined };

/** The counts of each event log as the product counts it, and the active list. */
async function countsOf(form: SampleForm): Promise<unknown> {
  const lake = new MemoryLake();
  await writeSampleLogs(lake, SAMPLE, { ...form, overwrite: false });
  const inputs = await listInputs(lake);
  expect(unreadFaults(inputs.unread)).toEqual([]);
  const sums: Record<EventLogName, Record<string, number[]>> = { product_views: {}, ads_views: {} };
  for (const object of eventObjectsOf(inputs)) {
    const { log, parts, rejected } = await countHere(tasksHere(lake), object, HOOKS);
    expect(rejected).toBe(0);
    for (const [row, counts] of Object.entries(await readCounts(lake, log, parts))) {
      const sum = (sums[log][row] ??= counts.map(() => 0));
      counts.forEach((count, counter) => (sum[counter] = sum[counter]! + count));
    }
  }
  return { sums, active: (await findLogObjects(lake, 'advertiser_ids')).length };
}

describe('the counts of a sample', () => {
  let expected: unknown;
  beforeAll(async () => {
    expected = await countsOf({ parts: 1 });
  });

  it.each(
    SAMPLE_FORMATS.filter((format) => HAS_ZSTD || !format.endsWith('.zst')).flatMap(
      (format): SampleForm[] => [
        { format, parts: 3 },
        { format, parts: 1, partitioned: true },
        { format, parts: 2, timestamps: 'utc', timeZone: 'America/New_York' },
        { format, parts: 1, timestamps: 'millis', timeZone: 'Asia/Kathmandu' },
        { format, parts: 1, timestamps: 'offset', timeZone: 'Europe/Berlin' },
      ],
    ),
  )('are the same from %j', async (form) => {
    expect(await countsOf(form)).toEqual(expected);
  });
});
