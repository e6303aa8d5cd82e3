import { readFileSync } from 'node:fs';
import path from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { WorkflowBundle } from '@temporalio/worker';
import { workflowIdOf } from '../../temporal/names/run-identity';

/** Runs as the version before this one began and ended them, by the file of their history. */
const RUNS = {
  'command.json': '2024-01-29',
  'schedule.json': '2024-01-30',
  'failed.json': '2024-01-28',
};

let workflowBundle: WorkflowBundle;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF' } } });
  const workflowsPath = path.join(__dirname, '..', '..', 'workflows', 'index.ts');
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
});
afterAll(() => Runtime.instance().shutdown());

// Break: a run that puts its memo and search attributes elsewhere, whatever its start has.
it.each(Object.entries(RUNS))(
  '%s of the version before is replayed without a difference',
  async (file, date) => {
    const text = readFileSync(path.join(__dirname, 'histories', file), 'utf8');
    const history = historyFromJSON(JSON.parse(text));
    await Worker.runReplayHistory({ workflowBundle }, history, workflowIdOf(date));
  },
);
