import type { Lake } from '../../storage/lake';
import { startApiProcess } from '../support/api/api-process';
import { faultTest } from '../support/faults/fault';
import { patchedBuild } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { publishedRows } from '../support/reference/published-rows';
import type { Rows } from '../support/reference/readers';
import { referenceLists } from '../support/reference/reference';
import type { ReferenceLogs } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const FIRST = '2024-02-29';
const LAST = '2024-03-01';
const ZONES = ['UTC', 'America/Los_Angeles', 'Pacific/Kiritimati'];

/** What a system shows of itself: rows of the tables, keys of the lake, and answers as the bytes that were sent. */
interface Shown {
  readonly rows: Record<string, Rows>;
  readonly keys: string[];
  readonly json: Record<string, string>;
}

/** Without what differs from run to run: ids of runs, ETags and their hash, and the moment of publication. */
function steady(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'run-id')
    .replace(/(etag|inputs)=[^/]+/g, '$1=…')
    .replace(/"etag":"[^"]+"/g, '"etag":"…"')
    .replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"/g, '"moment"');
}

async function keysOf(lake: Lake): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of lake.list('')) keys.push(steady(key));
  return keys.sort();
}

/** Processes in one time zone run two dates and answer for them. */
async function shownIn(TZ: string, logs: ReferenceLogs, patches: readonly Patch[]): Promise<Shown> {
  const settings = { START_DATE: FIRST, TZ, ...patchedBuild(patches) };
  const system = await createTestSystem('folder', logs, settings);
  const api = await startApiProcess(system.env);
  try {
    await system.startWorker();
    const end = await system.adtech('backfill', '--from', FIRST, '--to', LAST);
    expect({ TZ, code: end.code }).toEqual({ TZ, code: 0 });
    const advertiser = logs.advertiser_ids.split('\n')[1] ?? '';
    const json: Record<string, string> = {};
    for (const path of [
      `/recommendations/${advertiser}/TopCTR`,
      `/recommendations/${advertiser}/TopProducts?date=${FIRST}`,
      `/history/${advertiser}`,
      `/runs/${LAST}`,
    ]) {
      const answer = await fetch(`http://127.0.0.1:${String(api.port)}${path}`);
      json[path] = steady(`${String(answer.status)} ${await answer.text()}`).replace(/"duration[^,}]*/, '');
    }
    return {
      rows: {
        [FIRST]: await publishedRows(system.db, FIRST),
        [LAST]: await publishedRows(system.db, LAST),
      },
      keys: await keysOf(system.lake),
      json,
    };
  } finally {
    await api.stop();
    await system.dispose();
  }
}

faultTest(
  15,
  'processes in UTC, America/Los_Angeles and Pacific/Kiritimati publish and answer alike: rows, keys, JSON',
  async (patches) => {
    const logs = await sampleTexts({ rowsPerLog: 2_000, days: 3, lastDay: LAST, seed: 15 });
    const ended = await Promise.allSettled(ZONES.map((zone) => shownIn(zone, logs, patches)));
    const shown = ended.map((end) => {
      if (end.status === 'rejected') throw end.reason;
      return end.value;
    });
    const rows = { [FIRST]: referenceLists(logs, FIRST), [LAST]: referenceLists(logs, LAST) };
    for (const [i, one] of shown.entries()) {
      expect({ TZ: ZONES[i], rows: one.rows }).toEqual({ TZ: ZONES[i], rows });
      expect({ TZ: ZONES[i], keys: one.keys }).toEqual({ TZ: ZONES[i], keys: shown[0]?.keys });
      expect({ TZ: ZONES[i], json: one.json }).toEqual({ TZ: ZONES[i], json: shown[0]?.json });
    }
    expect(shown[0]?.keys.filter((key) => key.includes(`date=${LAST}`))).not.toHaveLength(0);
  },
  {
    when: 'a day is taken from the local time',
    patches: [
      {
        module: 'domain/execution-date.js',
        find: 'return instant.toISOString().slice(0, 10);',
        put: 'return new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);',
      },
    ],
    fails: /"topCtr": Array/,
  },
);
