import { daysFromTo } from '../../domain/execution-date';
import { endProcess } from '../support/command-line';
import { publishedRows } from '../support/published-rows';
import { referenceLists } from '../support/reference';
import { createTestSystem, sampleTexts } from '../support/test-system';
import type { TestSystem } from '../support/test-system';

const FIRST = '2024-02-27';
const LAST = '2024-03-02';

/** Waits until some, but not all dates are published. */
async function untilMidway(system: TestSystem): Promise<void> {
  for (;;) {
    const running = await system.db
      .selectFrom('runs')
      .select('run_id')
      .where('status', '=', 'running')
      .execute();
    if (running.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each([
  { signal: 'SIGKILL' as const, exitCode: null },
  { signal: 'SIGTERM' as const, exitCode: 0 },
])('a worker that gets $signal in mid-run', ({ signal, exitCode }) => {
  it('leaves its runs to the next worker, and every date is published once and equal', async () => {
    const logs = await sampleTexts({ rowsPerLog: 60_000, days: 5, lastDay: LAST, seed: 11 });
    const system = await createTestSystem('folder', logs, { START_DATE: FIRST });
    try {
      const first = await system.startWorker();
      const backfill = system.adtech('backfill', '--from', FIRST, '--to', LAST, '--json');
      await untilMidway(system);
      expect(await endProcess(first, signal)).toBe(exitCode);
      await system.startWorker();
      expect(await backfill).toMatchObject({ code: 0 });
      for (const date of daysFromTo(FIRST, LAST)) {
        expect(await publishedRows(system.db, date)).toEqual(referenceLists(logs, date));
      }
      const runs = await system.db.selectFrom('runs').select('status').execute();
      expect(runs.map(({ status }) => status)).toEqual(Array(5).fill('published'));
    } finally {
      await system.dispose();
    }
  });
});
