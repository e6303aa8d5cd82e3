import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { createTestNamespace } from '../../support/processes/command-line';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'deploy', 'image', 'backlog.mjs');

async function backlog(env: Readonly<Record<string, string>>, ...queues: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, '--once', ...queues], { env });
  return JSON.parse(stdout) as unknown;
}

describe('the backlog', () => {
  it('is what waits in the task queues, as CloudWatch reads metrics from a log', async () => {
    const namespace = await createTestNamespace();
    const queues = [`q-${randomUUID()}`, `q-${randomUUID()}`] as const;
    const connection = await Connection.connect({ address: namespace.TEMPORAL_ADDRESS });
    try {
      await expect(backlog(namespace, ...queues)).resolves.toMatchObject({ TaskQueueBacklog: 0 });
      const client = new Client({ connection, namespace: namespace.TEMPORAL_NAMESPACE });
      for (const taskQueue of [queues[0], queues[0], queues[1]]) {
        await client.workflow.start('waits', { taskQueue, workflowId: randomUUID() });
      }
      let line: unknown;
      do line = await backlog(namespace, ...queues);
      while ((line as { TaskQueueBacklog: number }).TaskQueueBacklog < 3);
      expect(line).toEqual({
        _aws: {
          Timestamp: expect.any(Number) as number,
          CloudWatchMetrics: [
            {
              Namespace: 'Adtech',
              Dimensions: [[]],
              Metrics: [{ Name: 'TaskQueueBacklog', Unit: 'Count' }],
            },
          ],
        },
        TaskQueueBacklog: 3,
        queues: { [queues[0]]: 2, [queues[1]]: 1 },
      });
    } finally {
      await connection.close();
    }
  });

  it('that is not known ends with 1', async () => {
    const outcome = backlog({ TEMPORAL_ADDRESS: '127.0.0.1:1' }, 'q');
    await expect(outcome).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the backlog is not known') as string,
    });
  });
});
