import { addDays } from '../../domain/execution-date';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { repeat } from '../bench';
import { median } from '../row';
import { withDatabase } from '../servers';
import type { ApiBench } from './api-bench';
import type { RunningContestant } from './contestant';
import type { ApiFindings } from './findings';
import { createListsDatabase } from './lists-database';
import { DATE, DATES } from './marks';
import { Ours } from './ours';
import { runRound } from './round';
import type { Round } from './round';

const ADVERTISERS = 2_000;
const MAX_P99_MS = 200;
const MAX_BYTES = 300_000;
const OVERVIEW = { who: 'ours, overview page', path: `/?to=${DATE}` };
/** A small page that is rendered once. */
const CONSTANT = { who: 'ours, constant page', path: '/docs' };
/** The overview is some 300 times as long, and is rendered again every 5 s. */
const MAX_RATIO = 20;

/** Compares the overview page of a year, on a new database, with a constant page. */
export async function measureDashboard(bench: ApiBench): Promise<ApiFindings> {
  const { plan, say, servers, stop } = bench;
  say(`filling a database with ${DATES} dates`);
  const database = await createListsDatabase(servers, ADVERTISERS);
  try {
    await publishDatesBefore(database.url);
    const running = await (await Ours.prepare(servers, database, stop)).start();
    try {
      const { bytes, ms } = await fetchPage(running);
      const rounds: Record<string, Round[]> = { [OVERVIEW.who]: [], [CONSTANT.who]: [] };
      await repeat(bench, 'dashboard', async () => {
        for (const { who, path } of [OVERVIEW, CONSTANT]) {
          say(`dashboard: ${who}`);
          const round = { asks: [{ path }], isWalk: false, checksMarks: false };
          await runRound(bench, who, running, { ...round, seconds: plan.warmUpSeconds });
          rounds[who]?.push(await runRound(bench, who, running, { ...round, seconds: plan.measuredSeconds }));
        }
      });
      const of = (who: string, figure: (round: Round) => number) => median((rounds[who] ?? []).map(figure));
      const p99Ms = of(OVERVIEW.who, (round) => round.p99Ms);
      const ratio = of(OVERVIEW.who, ({ p50Ms }) => p50Ms) / of(CONSTANT.who, ({ p50Ms }) => p50Ms);
      return {
        rows: Object.entries(rounds).map(([who, done]) => ({
          measure: 'dashboard',
          who,
          rounds: done,
          ...(who === OVERVIEW.who
            ? { note: `${DATES} dates, ${Math.round(bytes / 1_000)} kB, first made in ${Math.round(ms)} ms` }
            : {}),
        })),
        goals: [
          {
            text: `${OVERVIEW.who}: p99 at most ${MAX_P99_MS} ms`,
            reached: `${p99Ms.toFixed(1)} ms`,
            isMet: p99Ms <= MAX_P99_MS,
          },
          {
            text: `${OVERVIEW.who}: p50 at most ${MAX_RATIO} × ${CONSTANT.who}`,
            reached: `${ratio.toPrecision(3)} ×`,
            isMet: ratio <= MAX_RATIO,
          },
          {
            text: `${OVERVIEW.who}: below ${MAX_BYTES / 1_000} kB`,
            reached: `${Math.round(bytes / 1_000)} kB`,
            isMet: bytes < MAX_BYTES,
          },
        ],
      };
    } finally {
      await running.stop();
    }
  } finally {
    await servers.dropDatabase(database.url);
  }
}

/** Publishes the dates before the date with lists, without lists: the overview page shows no lists. */
async function publishDatesBefore(url: string): Promise<void> {
  await withDatabase(url, async (client) => {
    const dates = Array.from({ length: DATES - 1 }, (_, i) => addDays(DATE, -1 - i));
    await client.query(
      `WITH added AS (
         INSERT INTO runs (date, workflow_id, run_id, status, finished_at, published_at,
           rows_read, rows_kept, rows_rejected, rejects, quality, totals)
         SELECT date, workflow_id, gen_random_uuid(), 'published', now(), now(), 123456789, 102345678, 1234567,
           '{"invalid_date": 1234567}',
           '{"ctr_above_1": 0, "clicks_without_impression": 0, "advertisers_without_rows": 0}',
           '{"views": 12345678, "impressions": 23456789, "clicks": 345678}'
         FROM unnest($1::date[], $2::text[]) AS run (date, workflow_id)
         RETURNING date, run_id, published_at)
       INSERT INTO publications (date, fence, published_fence, run_id, published_at)
       SELECT date, token, token, run_id, published_at
       FROM (SELECT *, nextval('fence_tokens') AS token FROM added) AS fenced`,
      [dates, dates.map(workflowIdOf)],
    );
  });
}

async function fetchPage({ port, headers }: RunningContestant): Promise<{ bytes: number; ms: number }> {
  const begunAt = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}${OVERVIEW.path}`, { headers });
  const { byteLength } = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the overview page was answered with ${response.status}`);
  return { bytes: byteLength, ms: performance.now() - begunAt };
}
