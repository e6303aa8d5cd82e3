import { dayOf } from '../../../domain/execution-date';
import type { EventLogName, LogName } from '../../../domain/logs';
import type { InputObject } from '../../../logs/input-object';
import { listInputs, objectsOf } from '../../../logs/list-inputs';
import { readRows } from '../../../logs/read-rows';
import { SOURCES_KEY } from '../../../storage/lake-keys';
import { MemoryLake } from '../lake/memory-lake';
import { countAtOnce } from './counted-objects';

/** What the objects of a log hold: rows in short, rejects and ignored types. Counting must come to the same. */
export async function eventsOf(
  log: LogName,
  entries: readonly object[],
  files: Readonly<Record<string, string | Uint8Array>>,
  timeZone = 'UTC',
): Promise<{ readonly rows: string[]; readonly rejects: string[]; readonly ignored: string[] }> {
  const lake = new MemoryLake();
  await lake.write(SOURCES_KEY, Buffer.from(JSON.stringify({ timeZone, logs: { [log]: entries } })));
  for (const [name, body] of Object.entries(files)) await lake.write(`input/${name}`, Buffer.from(body));
  const found = { rows: [] as string[], rejects: [] as string[], ignored: [] as string[] };
  const objects = objectsOf(await listInputs(lake), log);
  for (const object of objects) {
    for await (const batch of readRows(lake, log, object)) {
      found.ignored.push(...batch.ignored);
      found.rejects.push(...batch.rejects.map(({ line, reason }) => `${String(line)} ${reason}`));
      for (const row of batch.rows) {
        found.rows.push(
          'counts' in row
            ? [row.advertiserId, row.productId, row.day, ...row.counts].join(' ')
            : row.advertiserId,
        );
      }
    }
  }
  if (log !== 'advertiser_ids') expect(await countedRows(lake, log, objects)).toEqual(summed(found.rows));
  return found;
}

/** Rows with one advertiser, product and day as one row; those without a count are left out. */
function summed(rows: readonly string[]): string[] {
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const [, key = '', numbers = ''] = /^(.* \d{4}-\d\d-\d\d) ([\d ]+)$/.exec(row) ?? [];
    const counts = numbers.split(' ').map(Number);
    sums.set(
      key,
      counts.map((count, i) => count + (sums.get(key)?.[i] ?? 0)),
    );
  }
  return [...sums].map(([key, counts]) => [key, ...counts].join(' ')).sort();
}

/** The rows as the counts of the objects have them. */
async function countedRows(
  lake: MemoryLake,
  log: EventLogName,
  objects: readonly InputObject[],
): Promise<string[]> {
  const rows: string[] = [];
  for (const object of objects) {
    const outcome = await countAtOnce(lake, { log, object });
    if ('fault' in outcome) throw new Error(outcome.fault.text);
    for (const [id, counts] of Object.entries(outcome.counts)) {
      const [advertiser, product, day] = JSON.parse(id) as [string, string, number];
      rows.push([advertiser, product, dayOf(day), ...counts].join(' '));
    }
  }
  return summed(rows);
}
