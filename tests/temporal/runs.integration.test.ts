import { Client, Connection } from '@temporalio/client';
import { temporal } from '@temporalio/proto';
import { whyStuck } from '../../temporal/stuck-runs';
import { TASK_QUEUE, workflowIdOf } from '../../temporal/names/run-identity';
import { createRunStarter, findOpenRun } from '../../temporal/runs';
import { createTestNamespace } from '../support/processes/command-line';
import { testEndpoints } from '../support/servers/endpoints';

const DATE = '2024-02-29';
const { COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK } = temporal.api.enums.v1.CommandType;

let connection: Connection;
let client: Client;

beforeAll(async () => {
  connection = await Connection.connect({ address: testEndpoints().temporalAddress });
});
beforeEach(async () => {
  const { TEMPORAL_NAMESPACE: namespace } = await createTestNamespace();
  client = new Client({ connection, namespace });
});
afterAll(() => connection.close());

/** Does the work of a worker by hand: the step of an open run fails with a message, and waits for its next attempt. */
async function failStep(message: string, cause?: string): Promise<void> {
  const { workflowService: service } = client;
  const { namespace } = client.options;
  const taskQueue = { name: TASK_QUEUE };
  const soon = Date.now() + 60_000;
  const decision = await connection.withDeadline(soon, () =>
    service.pollWorkflowTaskQueue({ namespace, taskQueue, identity: 'test' }),
  );
  await service.respondWorkflowTaskCompleted({
    namespace,
    taskToken: decision.taskToken,
    commands: [
      {
        commandType: COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
        scheduleActivityTaskCommandAttributes: {
          activityId: '1',
          activityType: { name: 'filterLogs' },
          taskQueue,
          startToCloseTimeout: { seconds: 60 as never },
          retryPolicy: { initialInterval: { seconds: 600 as never } },
        },
      },
    ],
  });
  const step = await connection.withDeadline(soon, () =>
    service.pollActivityTaskQueue({ namespace, taskQueue, identity: 'test' }),
  );
  await service.respondActivityTaskFailed({
    namespace,
    taskToken: step.taskToken,
    failure: {
      message,
      applicationFailureInfo: { type: 'LakeUnreachable' },
      ...(cause === undefined ? {} : { cause: { message: cause, applicationFailureInfo: {} } }),
    },
  });
}

it.each([
  ['short', 's3://logs: cannot be reached', undefined],
  ['of more than the server shows', `s3://logs: cannot be reached ${'x'.repeat(6_000)}`, undefined],
  ['short, with a long cause', 's3://logs: cannot be reached', 'y'.repeat(6_000)],
])('a step that waits for its next attempt shows a failure that is %s', async (_, message, cause) => {
  await createRunStarter(client)(DATE, { startedBy: 'run' });
  await failStep(message, cause);
  const run = await findOpenRun(client, DATE);
  expect(run?.pending).toHaveLength(1);
  const { activity, lastFailure = '' } = run!.pending[0]!;
  expect(activity).toBe('filterLogs');
  expect(lastFailure).toMatch(/^s3:\/\/logs: cannot be reached/);
  expect(whyStuck({ ...run!, pending: [{ ...run!.pending[0]!, attempt: 5 }] }, new Date(), 60)).toMatch(
    /filter is at attempt 5: s3:\/\/logs: cannot be reached/,
  );
  await client.workflow.getHandle(workflowIdOf(DATE)).terminate();
});

it('a run is found by its nominal time with a second on both sides', async () => {
  await createRunStarter(client)(DATE, { startedBy: 'run' });
  const query = `TemporalScheduledStartTime BETWEEN '${DATE}T22:59:59Z' AND '${DATE}T23:00:01Z'`;
  // The server's visibility store lags a little behind.
  while ((await client.workflow.count(query)).count === 0)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const found: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query })) found.push(workflowId);
  expect(found).toEqual([workflowIdOf(DATE)]);
});
