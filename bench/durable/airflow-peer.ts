import path from 'node:path';
import { freePort } from '../../local/ports';
import { timeCommand } from '../command';
import { withDatabase } from '../servers';
import { SCRIPTS } from './durable-peer';
import type { DurablePeer, PeerSite, RunningPeer } from './durable-peer';
import { PeerProcesses } from './peer-processes';
import type { BackfillName } from './plan';
import { timeRuns } from './time-runs';

const DAG = 'recommendations';
/** Tasks at a time. */
const PARALLELISM = 8;
/** Dates at a time. */
const ACTIVE_RUNS = 16;

/** Airflow with its LocalExecutor. */
export function createAirflowPeer(): DurablePeer {
  return {
    name: 'airflow',
    title: 'Airflow',
    requirements: 'airflow-requirements.txt',
    packages: ['apache-airflow'],
    upToRows: 100_000,
    start: startAirflow,
  };
}

function startAirflow(site: PeerSite): Promise<RunningPeer> {
  const { python, folder, servers, stop, dates } = site;
  const airflow = path.join(path.dirname(python), 'airflow');
  return PeerProcesses.run(site, async (processes) => {
    const metadataUrl = await servers.createDatabase('nothing');
    processes.onStop(() => servers.dropDatabase(metadataUrl));
    const port = await freePort();
    const env = environment(site, metadataUrl, port);
    await timeCommand(airflow, ['db', 'migrate'], { env, cwd: folder, stop });
    const api = await processes.start({
      name: 'api-server',
      command: [airflow, 'api-server'],
      env,
      isReady: () => isHealthy(port),
    });
    const dagProcessor = await processes.start({
      name: 'dag-processor',
      command: [airflow, 'dag-processor'],
      env,
      isReady: () => hasDag(metadataUrl),
    });
    const scheduler = await processes.start({
      name: 'scheduler',
      command: [airflow, 'scheduler', '--skip-serve-logs'],
      env,
      isReady: (log) => log.includes('Starting the scheduler'),
    });
    return {
      pids: { worker: [scheduler], server: [api, dagProcessor] },
      hasStepProcesses: true,
      backfill: (which) =>
        timeRuns(
          {
            command: [airflow, ...COMMANDS[which](dates)],
            env,
            databaseUrl: metadataUrl,
            states: `SELECT state, count(*)::integer AS runs FROM dag_run WHERE ${RUNS_OF[which]} GROUP BY state`,
            succeeded: 'success',
            failed: ['failed'],
            runs: dates.length,
          },
          site,
        ),
    };
  });
}

/** The first backfill is Airflow's catch-up; it has nothing left to catch up with then. */
const COMMANDS: Readonly<Record<BackfillName, (dates: readonly string[]) => string[]>> = {
  cold: () => ['dags', 'unpause', DAG, '--yes'],
  warm: (dates) => [
    ...['backfill', 'create', '--dag-id', DAG, '--reprocess-behavior', 'completed'],
    ...[
      '--from-date',
      `${dates[0] ?? ''}T00:00:00+00:00`,
      '--to-date',
      `${dates.at(-1) ?? ''}T23:59:59+00:00`,
    ],
    ...['--max-active-runs', String(ACTIVE_RUNS)],
  ],
};
const RUNS_OF: Readonly<Record<BackfillName, string>> = {
  cold: "run_type = 'scheduled'",
  warm: 'backfill_id IS NOT NULL',
};

function environment({ env, folder, dates }: PeerSite, metadataUrl: string, port: number) {
  const url = `http://127.0.0.1:${port}`;
  return {
    ...env,
    COUNTS: 'once',
    START_DATE: dates[0] ?? '',
    END_DATE: dates.at(-1) ?? '',
    ACTIVE_RUNS: String(ACTIVE_RUNS),
    PYTHONPATH: SCRIPTS,
    AIRFLOW_HOME: path.join(folder, 'airflow'),
    AIRFLOW__CORE__DAGS_FOLDER: path.join(SCRIPTS, 'dags'),
    AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    AIRFLOW__CORE__EXECUTOR: 'LocalExecutor',
    AIRFLOW__CORE__PARALLELISM: String(PARALLELISM),
    AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG: String(PARALLELISM),
    AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS: 'True',
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: metadataUrl.replace('postgres:', 'postgresql+psycopg2:'),
    AIRFLOW__API__HOST: '127.0.0.1',
    AIRFLOW__API__PORT: String(port),
    AIRFLOW__API__BASE_URL: url,
    AIRFLOW__API__WORKERS: '1',
    AIRFLOW__API__SECRET_KEY: 'a secret of the bench',
    AIRFLOW__API_AUTH__JWT_SECRET: 'a secret of the bench that is as long as it has to be for all signatures',
  };
}

async function isHealthy(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/api/v2/version`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function hasDag(metadataUrl: string): Promise<boolean> {
  return withDatabase(metadataUrl, async (client) => {
    const { rows } = await client.query('SELECT 1 FROM serialized_dag');
    return rows.length > 0;
  });
}
