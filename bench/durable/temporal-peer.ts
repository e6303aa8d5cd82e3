import path from 'node:path';
import { timeCommand } from '../command';
import { SCRIPTS } from './durable-peer';
import type { DurablePeer, PeerSite, RunningPeer } from './durable-peer';
import { PeerProcesses } from './peer-processes';

/** Activities at a time: dates that read logs again need memory for each. */
const ACTIVITIES = { once: 8, each: 2 } as const;
const UP_TO_ROWS = { once: Infinity, each: 5_000_000 } as const;

/** Temporal's SDK for Python with Polars; it counts the logs once, or each date reads them again. */
export function createTemporalPeer(counts: 'once' | 'each'): DurablePeer {
  return {
    name: `temporal-${counts}`,
    title: `Temporal Python, ${counts === 'once' ? 'counted once' : 're-reading'}`,
    requirements: 'temporal-requirements.txt',
    packages: ['temporalio', 'polars'],
    upToRows: UP_TO_ROWS[counts],
    start: (site) => startTemporalPeer(site, counts),
  };
}

function startTemporalPeer(site: PeerSite, counts: 'once' | 'each'): Promise<RunningPeer> {
  const { python, folder, servers, stop, dates } = site;
  return PeerProcesses.run(site, async (processes) => {
    const temporal = await servers.startTemporal();
    processes.onStop(() => temporal.stop());
    const env = {
      ...site.env,
      TEMPORAL_ADDRESS: temporal.address,
      COUNTS: counts,
      ACTIVITIES: String(ACTIVITIES[counts]),
    };
    const worker = await processes.start({
      name: 'worker in Python',
      command: [python, path.join(SCRIPTS, 'temporal_worker.py')],
      env,
      isReady: (log) => log.includes('worker is polling'),
    });
    const command = [path.join(SCRIPTS, 'temporal_backfill.py'), ...dates];
    return {
      pids: { worker: [worker], server: [temporal.pid] },
      hasStepProcesses: false,
      backfill: () => timeCommand(python, command, { env, cwd: folder, stop }),
    };
  });
}
