import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { addDays } from '../../domain/execution-date';
import { SCRIPTS } from './durable-peer';
import type { DurablePeer, PeerSite, RunningPeer } from './durable-peer';
import { PeerProcesses } from './peer-processes';
import { BACKFILLS } from './plan';
import { timeRuns } from './time-runs';

const JOB = 'recommendations';
const MODULE = ['--module-name', 'dagster_job'];
/** Runs at a time, each a process. */
const ACTIVE_RUNS = 4;

/** Dagster with a run for each date, whose four ops share the run's process. */
export function createDagsterPeer(): DurablePeer {
  return {
    name: 'dagster',
    title: 'Dagster',
    requirements: 'dagster-requirements.txt',
    packages: ['dagster'],
    upToRows: 100_000,
    start: startDagster,
  };
}

function startDagster(site: PeerSite): Promise<RunningPeer> {
  const { python, folder, servers, dates } = site;
  const program = (name: string) => path.join(path.dirname(python), name);
  return PeerProcesses.run(site, async (processes) => {
    const storageUrl = await servers.createDatabase('nothing');
    processes.onStop(() => servers.dropDatabase(storageUrl));
    const home = path.join(folder, 'dagster');
    mkdirSync(home);
    writeFileSync(path.join(home, 'dagster.yaml'), settings(storageUrl));
    const [first = '', last = ''] = [dates[0], dates.at(-1)];
    const env = {
      ...site.env,
      COUNTS: 'once',
      START_DATE: first,
      DAY_AFTER_END_DATE: addDays(last, 1),
      PYTHONPATH: SCRIPTS,
      DAGSTER_HOME: home,
    };
    const daemon = await processes.start({
      name: 'daemon',
      command: [program('dagster-daemon'), 'run', ...MODULE],
      env,
      isReady: (log) => log.includes('Instance is configured with the following daemons'),
    });
    return {
      pids: { worker: [daemon], server: [] },
      hasStepProcesses: true,
      backfill: (which) =>
        timeRuns(
          {
            command: [
              ...[program('dagster'), 'job', 'backfill', ...MODULE, '--job', JOB, '--noprompt'],
              ...['--from', first, '--to', last],
            ],
            env,
            databaseUrl: storageUrl,
            states: 'SELECT status AS state, count(*)::integer AS runs FROM runs GROUP BY status',
            succeeded: 'SUCCESS',
            failed: ['FAILURE', 'CANCELED'],
            // The table keeps the runs of the backfill before.
            runs: dates.length * (1 + BACKFILLS.indexOf(which)),
          },
          site,
        ),
    };
  });
}

function settings(storageUrl: string): string {
  return `
storage:
  postgres:
    postgres_url: ${storageUrl.replace(/^postgres:/, 'postgresql+psycopg2:')}
run_coordinator:
  module: dagster.core.run_coordinator
  class: QueuedRunCoordinator
  config:
    max_concurrent_runs: ${ACTIVE_RUNS}
    dequeue_interval_seconds: 1
telemetry:
  enabled: false
`;
}
