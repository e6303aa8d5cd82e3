import { repeat } from '../bench';
import { median } from '../row';
import { hotAdvertisers } from './api-bench';
import type { ApiBench } from './api-bench';
import { ask, pathOf } from './contestant';
import type { Contestant, RunningContestant } from './contestant';
import type { ApiFindings, ApiGoal, ApiRow } from './findings';
import type { Ask } from './load-round';
import type { CacheOutcomes, RunningOurs } from './ours';
import { PEER } from './peers';
import { shuffled } from './random';
import { rateOf, runRound } from './round';
import type { Round } from './round';

const OURS = { hot: 'ours, hot', unchanged: 'ours, hot, 304', cold: 'ours, cold' } as const;
/** The part of a walk that is the warm-up. */
const WARM_UP_PART = 0.1;
/** The largest share of requests for cached lists that may miss the cache. */
const MAX_MISSED_PART = 0.001;

interface Entrant {
  readonly who: string;
  readonly start: () => Promise<RunningContestant>;
  /** Makes the requests for the running contestant. */
  readonly asks: (running: RunningContestant) => Ask[] | Promise<Ask[]>;
  readonly isWalk: boolean;
  readonly status: 200 | 304;
}

/** Requests a second of each contestant; they take turns within each repeat. */
export async function measureRates(bench: ApiBench, peers: readonly Contestant[]): Promise<ApiFindings> {
  const rounds = new Map<Entrant, Round[]>(entrantsOf(bench, peers).map((entrant) => [entrant, []]));
  await repeat(bench, 'rates', async () => {
    for (const [entrant, done] of rounds) {
      bench.say(`rates: ${entrant.who}`);
      done.push(await measureEntrant(bench, entrant));
    }
  });
  const rows = [...rounds].map(([{ who }, done]) => ({ measure: 'rates' as const, who, rounds: done }));
  return { rows, goals: goalsOf(rows) };
}

function entrantsOf(bench: ApiBench, peers: readonly Contestant[]): Entrant[] {
  const { database, ours } = bench;
  const hot = hotAdvertisers(bench);
  const start = () => ours.start();
  const all = { asks: () => hot.map((advertiser) => ({ path: pathOf(advertiser) })), isWalk: false };
  const walk = () => shuffled(database.advertisers).map((advertiser) => ({ path: pathOf(advertiser) }));
  return [
    {
      who: OURS.hot,
      start,
      asks: async (running) => (await fill(running, hot)).map(({ path }) => ({ path })),
      isWalk: false,
      status: 200,
    },
    {
      ...{ who: OURS.unchanged, start, isWalk: false, status: 304 },
      asks: (running) => fill(running, hot),
    },
    { who: OURS.cold, start, asks: walk, isWalk: true, status: 200 },
    ...peers.map((peer): Entrant => ({ who: peer.name, start: () => peer.start(), ...all, status: 200 })),
  ];
}

/** Asks for each list once, so that all are in the cache; returns them with their ETags. */
async function fill(running: RunningContestant, advertisers: readonly string[]): Promise<Ask[]> {
  const asks: Ask[] = [];
  for (const advertiser of advertisers) {
    const response = await ask(running, advertiser);
    await response.arrayBuffer();
    asks.push({ path: pathOf(advertiser), etag: response.headers.get('etag') ?? '' });
  }
  return asks;
}

async function measureEntrant(bench: ApiBench, entrant: Entrant): Promise<Round> {
  const { plan } = bench;
  const { who, isWalk, status } = entrant;
  const running = await entrant.start();
  try {
    const asks = await entrant.asks(running);
    const warmUpAsks = isWalk ? Math.ceil(asks.length * WARM_UP_PART) : asks.length;
    const common = { isWalk, checksMarks: false };
    const warmUp = { ...common, asks: asks.slice(0, warmUpAsks), seconds: plan.warmUpSeconds };
    await runRound(bench, who, running, warmUp, status);
    const before = await outcomesOf(running);
    const round = await runRound(
      bench,
      who,
      running,
      { ...common, asks: isWalk ? asks.slice(warmUpAsks) : asks, seconds: plan.measuredSeconds },
      status,
    );
    checkOutcomes(entrant, round, before, await outcomesOf(running));
    return round;
  } finally {
    await running.stop();
  }
}

async function outcomesOf(running: RunningContestant | RunningOurs): Promise<CacheOutcomes | undefined> {
  return 'cacheOutcomes' in running ? running.cacheOutcomes() : undefined;
}

/** Hot requests must be answered from the cache, and cold ones must not. @throws Error otherwise */
function checkOutcomes(
  { who, isWalk }: Entrant,
  { requests }: Round,
  before: CacheOutcomes | undefined,
  after: CacheOutcomes | undefined,
): void {
  if (before === undefined || after === undefined) return;
  const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
  if (isWalk ? hits === 0 && misses > 0 : misses <= requests * MAX_MISSED_PART && hits > 0) return;
  throw new Error(`${who}: of ${requests} requests the cache answered ${hits}, and missed ${misses}`);
}

function goalsOf(rows: readonly ApiRow[]): ApiGoal[] {
  const of = (who: string, figure: (round: Round) => number) =>
    median((rows.find((row) => row.who === who)?.rounds ?? []).map(figure));
  const rate = (who: string) => of(who, rateOf);
  const p99 = (who: string) => of(who, ({ p99Ms }) => p99Ms);
  const atLeast = (who: string, factor: number, other: string) => ({
    text: `${who}: at least ${factor} × ${other}`,
    reached: `${(rate(who) / rate(other)).toPrecision(3)} ×`,
    isMet: rate(who) >= factor * rate(other),
  });
  return [
    atLeast(OURS.hot, 2, PEER.express),
    atLeast(OURS.hot, 0.75, PEER.http),
    ...(rows.some(({ who }) => who === PEER.connection) ? [atLeast(OURS.hot, 80, PEER.connection)] : []),
    {
      text: `${OURS.hot}: p99 at most the p99 of ${PEER.express}`,
      reached: `${p99(OURS.hot).toFixed(2)} ms against ${p99(PEER.express).toFixed(2)} ms`,
      isMet: p99(OURS.hot) <= p99(PEER.express),
    },
    atLeast(OURS.cold, 1.8, PEER.query),
    atLeast(OURS.unchanged, 1, OURS.hot),
  ];
}
