import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { cpuSecondsOf } from '../process-usage';
import { bareActivities } from './activities';
import type { BareTiming } from './timing';

const TASK_QUEUE = 'bare-runs';
/** Open at a time: more make no difference. */
const OPEN_RUNS = 30;
/** As of the system's own worker. */
const SLOTS = {
  workflowThreadPoolSize: 1,
  maxConcurrentActivityTaskExecutions: 8,
  maxConcurrentWorkflowTaskExecutions: 20,
};

/** Times `runs` bare runs, after a few that are not timed, on a worker in this process. */
async function timeBareRuns(address: string, temporalPid: number, runs: number): Promise<BareTiming> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const worker = await Worker.create({
    connection: await NativeConnection.connect({ address }),
    taskQueue: TASK_QUEUE,
    workflowsPath: require.resolve('./workflow'),
    activities: bareActivities,
    ...SLOTS,
  });
  const client = new Client({ connection: await Connection.connect({ address }) });
  return worker.runUntil(async () => {
    await execute(client, 'warm-up', OPEN_RUNS);
    const temporalBefore = cpuSecondsOf(temporalPid);
    const before = process.cpuUsage();
    const started = performance.now();
    await execute(client, 'bare', runs);
    const wallSeconds = (performance.now() - started) / 1_000;
    const { user, system } = process.cpuUsage(before);
    const temporalAfter = cpuSecondsOf(temporalPid);
    return {
      wallSeconds,
      ...(temporalBefore === undefined || temporalAfter === undefined
        ? {}
        : { cpu: { worker: (user + system) / 1e6, server: temporalAfter - temporalBefore } }),
    };
  });
}

async function execute(client: Client, name: string, runs: number): Promise<void> {
  let begun = 0;
  const oneAfterTheOther = async () => {
    while (begun < runs) {
      const workflowId = `${name}-${++begun}`;
      await client.workflow.execute('bareRun', { taskQueue: TASK_QUEUE, workflowId });
    }
  };
  await Promise.all(Array.from({ length: OPEN_RUNS }, oneAfterTheOther));
}

const [address = '', temporalPid, runs] = process.argv.slice(2);
void timeBareRuns(address, Number(temporalPid), Number(runs)).then((timing) => {
  process.stdout.write(`${JSON.stringify(timing)}\n`, () => process.exit());
});
