import { startApiProcess } from '../support/api/api-process';
import { daysFromTo } from '../../domain/execution-date';
import { publishedRows } from '../support/reference/published-rows';
import { referenceLists } from '../support/reference/reference';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';

const FIRST = '2024-02-10';
const LAST = '2024-03-10';

it('catches thirty dates up side by side; run again, readers see the same lists at every poll', async () => {
  const logs = await sampleTexts({ rowsPerLog: 20_000, days: 30, lastDay: LAST, seed: 3 });
  const system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  const dates = daysFromTo(FIRST, LAST);
  const reference = new Map(dates.map((date) => [date, referenceLists(logs, date)]));
  const api = await startApiProcess(system.env);
  try {
    await system.startWorker();
    expect(await system.adtech('backfill', '--from', FIRST, '--to', LAST)).toMatchObject({ code: 0 });
    for (const date of dates) expect(await publishedRows(system.db, date)).toEqual(reference.get(date));

    const [advertiser = ''] = reference.get(LAST)?.topProducts[0] ?? [];
    const expected = (date: string) =>
      reference
        .get(date)
        ?.topProducts.filter(([owner]) => owner === advertiser)
        .map(([, rank, product_id, views]) => ({ rank, product_id, views }));
    let polls = 0;
    const backfill = { over: false };
    const reader = (async () => {
      while (!backfill.over) {
        const date = dates[polls % dates.length] ?? '';
        const answer = await fetch(
          `http://127.0.0.1:${String(api.port)}/recommendations/${advertiser}/TopProducts?date=${date}`,
        );
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({ date, recommendations: expected(date) });
        polls++;
      }
    })();
    const again = await system.adtech('backfill', '--from', FIRST, '--to', LAST, '--only', 'all', '--json');
    backfill.over = true;
    await reader;

    expect(again.code).toBe(0);
    expect(polls).toBeGreaterThan(dates.length);
    for (const date of dates) expect(await publishedRows(system.db, date)).toEqual(reference.get(date));
    const runs = await system.db.selectFrom('runs').select(['date', 'status']).execute();
    expect(runs).toHaveLength(2 * dates.length);
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(['published']));
  } finally {
    await api.stop();
    await system.dispose();
  }
});
