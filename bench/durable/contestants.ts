import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Bench } from '../bench';
import { removeFolder } from '../checkout';
import { ownEnvironment } from '../command';
import { publishedLists } from '../compare';
import type { Logs } from '../logs';
import { withDatabase } from '../servers';
import { Trial } from '../system';
import type { SystemTiming } from '../system';
import { LISTS_SQL } from './durable-peer';
import type { DurablePeer, RunningPeer } from './durable-peer';
import { cpuSoFar, withPeak } from './parts-usage';
import { BACKFILLS, OURS } from './plan';
import type { BackfillName, DurablePeerName, DurablePlan } from './plan';

/** What contestants work with. */
export interface DurableBench extends Pick<Bench, 'logs' | 'servers' | 'lists' | 'say' | 'stop'> {
  readonly plan: DurablePlan;
}

/** What the backfills of one repeat took. */
export type BackfillTimings = Readonly<Record<BackfillName, SystemTiming>>;

/** A durable system that publishes the lists of all dates. */
export interface Contestant {
  readonly name: DurablePeerName | typeof OURS;
  /** Its name in the report. */
  readonly title: string;
  readonly upToRows: number;
  /** Starts it anew over the logs, times its backfills, and compares their lists. @throws ResultsDifferError */
  readonly run: (bench: DurableBench, logs: Logs) => Promise<BackfillTimings>;
}

/** Ours: a new whole system. */
export const ours: Contestant = {
  name: OURS,
  title: OURS,
  upToRows: Infinity,
  run: async (bench, logs) => {
    const { dates } = bench.plan;
    let timings: BackfillTimings | undefined;
    await Trial.run(bench, logs, async (trial) => {
      timings = await timeBackfills(async () => {
        const timing = await trial.backfill(dates);
        await trial.check(dates);
        return timing;
      });
    });
    if (timings === undefined) throw new Error('the trial did not run');
    return timings;
  },
};

/** A peer with the packages that it needs. */
export function createContestant(peer: DurablePeer, python: string): Contestant {
  const { name, title, upToRows } = peer;
  return { name, title, upToRows, run: (bench, logs) => runPeer(peer, python, bench, logs) };
}

async function runPeer(
  peer: DurablePeer,
  python: string,
  bench: DurableBench,
  logs: Logs,
): Promise<BackfillTimings> {
  const { servers, plan, stop } = bench;
  const folder = path.join(servers.folder, 'durable');
  removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  const lake = bench.logs.openLake(logs);
  const databaseUrl = await servers.createDatabase('nothing');
  let running: RunningPeer | undefined;
  try {
    await withDatabase(databaseUrl, (client) => client.query(LISTS_SQL));
    const env = {
      ...ownEnvironment(folder),
      LOGS: path.join(lake.folder, 'input'),
      WORK: path.join(folder, 'work'),
      DATABASE_URL: databaseUrl,
      // Without it compiled files would be written beside the scripts.
      PYTHONDONTWRITEBYTECODE: '1',
    };
    running = await peer.start({ python, folder, env, dates: plan.dates, servers, stop });
    return await timePeer(running, peer, { bench, logs, databaseUrl });
  } finally {
    await running?.stop();
    await servers.dropDatabase(databaseUrl);
    lake.remove();
    removeFolder(folder);
  }
}

function timePeer(
  { pids, hasStepProcesses, backfill }: RunningPeer,
  { title }: DurablePeer,
  on: { readonly bench: DurableBench; readonly logs: Logs; readonly databaseUrl: string },
): Promise<BackfillTimings> {
  const { lists, servers, plan, stop } = on.bench;
  const cpu = () => cpuSoFar(pids, servers.postgres.pid);
  return timeBackfills(async (which) => {
    const before = cpu();
    const { result, peakMb } = await withPeak(pids.worker, hasStepProcesses, () => backfill(which));
    const { wallSeconds, cpuSeconds: command } = result;
    const after = cpu();
    await withDatabase(on.databaseUrl, async (client) => {
      for (const date of plan.dates) {
        stop.throwIfAborted();
        lists.check(on.logs.key, title, date, await publishedLists(client, date));
      }
      // A next backfill that does not publish would be seen.
      await client.query('UPDATE top_products SET views = -1 WHERE rank = 1');
    });
    const isKnown = before !== undefined && after !== undefined && command !== undefined;
    return {
      wallSeconds,
      cpu: isKnown
        ? {
            worker: after.worker - before.worker,
            server: after.server - before.server,
            postgres: after.postgres - before.postgres,
            command,
          }
        : undefined,
      workerPeakMb: peakMb,
    };
  });
}

async function timeBackfills(time: (which: BackfillName) => Promise<SystemTiming>): Promise<BackfillTimings> {
  const [cold, warm] = BACKFILLS;
  return { [cold]: await time(cold), [warm]: await time(warm) };
}
