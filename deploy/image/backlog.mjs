// `node backlog.mjs [--once] QUEUE…`: once a minute, how many tasks wait in each task queue, as a line of JSON that CloudWatch
// makes a metric of (its embedded metric format). For autoscaling. Temporal is named by the settings, as for the worker.
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

const EVERY_MS = 60_000;
const CALL_TIMEOUT_MS = 10_000;
const NAMESPACE = 'Adtech';
const METRIC = 'TaskQueueBacklog';
/** The numbers of workflow and activity tasks in Temporal's protocol. */
const TASK_TYPES = [1, 2];

const isOnce = process.argv.includes('--once');
const queues = process.argv.slice(2).filter((word) => word !== '--once');
if (queues.length === 0) {
  console.error('usage: node backlog.mjs [--once] QUEUE…');
  process.exit(2);
}
// There is no work to finish.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));

const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
const connection = Connection.lazy(connectionOptions);
for (;;) {
  try {
    const waiting = await connection.withDeadline(Date.now() + CALL_TIMEOUT_MS, () =>
      Promise.all(queues.map(backlogOf)),
    );
    // Without dimensions: scaling uses the sum over all queues.
    const metrics = { Namespace: NAMESPACE, Dimensions: [[]], Metrics: [{ Name: METRIC, Unit: 'Count' }] };
    console.log(
      JSON.stringify({
        _aws: { Timestamp: Date.now(), CloudWatchMetrics: [metrics] },
        [METRIC]: waiting.reduce((sum, count) => sum + count, 0),
        queues: Object.fromEntries(queues.map((queue, index) => [queue, waiting[index]])),
      }),
    );
  } catch (error) {
    console.error(`the backlog is not known: ${error.message}`);
    if (isOnce) process.exitCode = 1;
  }
  if (isOnce) break;
  await sleep(EVERY_MS);
}
await connection.close();

/** Returns the server's estimate of tasks in a queue that wait for a poller. */
async function backlogOf(queue) {
  const answers = await Promise.all(
    TASK_TYPES.map((taskQueueType) =>
      connection.workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: queue },
        taskQueueType,
        reportStats: true,
      }),
    ),
  );
  return answers.reduce((sum, { stats }) => sum + Number(stats?.approximateBacklogCount ?? 0), 0);
}
