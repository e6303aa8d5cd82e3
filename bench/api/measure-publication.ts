import { setTimeout as sleep } from 'node:timers/promises';
import { withDatabase } from '../servers';
import { hotAdvertisers } from './api-bench';
import type { ApiBench } from './api-bench';
import { pathOf } from './contestant';
import type { ApiFindings } from './findings';
import { publishAgain } from './lists-database';
import type { LoadReport } from './load-round';
import { runRound } from './round';

/** Before the first publication, between two, and after the last. */
const PAUSE_MS = 400;
const MAX_SECONDS = 600;
/** The most that publications may add to the p99 of readers. */
const MAX_P99_RATIO = 3;

/**
 * Publishes the date of the lists repeatedly under load: there must be no error, and each answer must be from one
 * publication. The same load without a publication comes first.
 */
export async function measurePublication(bench: ApiBench): Promise<ApiFindings> {
  const { load: generator, ours, plan, say, stop } = bench;
  say(`publication: ${plan.publications} under load`);
  const advertisers = hotAdvertisers(bench);
  const running = await ours.start();
  try {
    const asks = advertisers.map((advertiser) => ({ path: pathOf(advertiser) }));
    const load = { asks, isWalk: false, checksMarks: true };
    const calm = 'ours, hot, no publication';
    await runRound(bench, calm, running, { ...load, seconds: plan.warmUpSeconds });
    const without = await runRound(bench, calm, running, { ...load, seconds: plan.measuredSeconds });
    const who = 'ours, hot';
    const rounds = runRound(bench, who, running, { ...load, seconds: MAX_SECONDS });
    // It is awaited below, after the last publication.
    rounds.catch(() => undefined);
    const committedAt = await publishAll(bench, advertisers).finally(() => {
      generator.finish();
    });
    const round = await rounds;
    stop.throwIfAborted();
    const staleMs = longestStale(round, committedAt);
    if (round.marks.at(-1)?.mark !== plan.publications) throw new Error('the last publication was not seen');
    const note = `${plan.publications} publications, ${round.marks.length - 1} of them seen; a list of before was last answered ${Math.max(0, staleMs)} ms after a COMMIT`;
    return {
      rows: [
        { measure: 'publication', who: calm, rounds: [without] },
        { measure: 'publication', who, rounds: [round], note },
      ],
      goals: [
        {
          text: `publication: p99 at most ${MAX_P99_RATIO} × without`,
          reached: `${(round.p99Ms / without.p99Ms).toPrecision(3)} ×`,
          isMet: round.p99Ms <= MAX_P99_RATIO * without.p99Ms,
        },
        {
          text: `publication: no error, every answer whole and of one publication`,
          reached: `${round.errors} errors in ${round.requests.toLocaleString('en')} answers`,
          isMet: round.errors === 0,
        },
      ],
    };
  } finally {
    await running.stop();
  }
}

/** When each publication was committed, in milliseconds since 1970, from mark 1 on. */
function publishAll({ database, plan, stop }: ApiBench, advertisers: readonly string[]): Promise<number[]> {
  return withDatabase(database.url, async (client) => {
    const committedAt: number[] = [];
    await sleep(PAUSE_MS);
    for (let mark = 1; mark <= plan.publications && !stop.aborted; mark++) {
      await publishAgain(client, advertisers, mark);
      committedAt.push(Date.now());
      await sleep(PAUSE_MS);
    }
    return committedAt;
  });
}

/** The longest time for which a list was still answered after the COMMIT that replaced it. */
function longestStale({ marks }: LoadReport, committedAt: readonly number[]): number {
  return Math.max(...marks.map(({ mark, lastSeenAt }) => lastSeenAt - (committedAt[mark] ?? Infinity)));
}
