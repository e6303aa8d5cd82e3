import path from 'node:path';
import { activitiesOf } from '../support/temporal/histories';
import { saveHistory } from '../support/temporal/saved-histories';
import { createScenarios } from '../support/temporal/workflow-scenarios';
import type { Ending, PlayedRun, Scenarios } from '../support/temporal/workflow-scenarios';

/** `npm run histories`: the worker keeps its cache, as it is deployed, and the histories are saved. */
const recording = process.env['ADTECH_RECORD_HISTORIES'] !== undefined;

const WITHOUT_CACHE = `--require ${path.join(__dirname, '..', 'support', 'temporal', 'without-workflow-cache.cjs')}`;
const STATUS: Record<Ending, string> = {
  finished: 'COMPLETED',
  retried: 'COMPLETED',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
};

let scenarios: Scenarios;
let runs: readonly PlayedRun[];

beforeAll(async () => {
  // Recording counts objects of over 512 MiB as well.
  scenarios = await createScenarios(recording ? {} : { NODE_OPTIONS: WITHOUT_CACHE });
  runs = await scenarios.play({ ranges: recording });
}, 900_000);
afterAll(() => scenarios.dispose());

function handleOf({ workflowId, runId }: PlayedRun) {
  return scenarios.system.client.workflow.getHandle(workflowId, runId);
}

// Break: workflow code that goes by anything but its history; its replay at the second task fails, and it never ends.
it('every workflow ends as its scenario says, although each of its tasks replays it from the start', async () => {
  const ends: Record<string, string> = {};
  const expected: Record<string, string> = {};
  for (const run of runs) {
    const [, ending = ''] = run.scenario.split(/[.-]/);
    ends[run.scenario] = (await handleOf(run).describe()).status.name;
    expected[run.scenario] = STATUS[ending as Ending];
  }
  expect(ends).toEqual(expected);
  for (const run of runs.filter(({ scenario }) => scenario.endsWith('retried'))) {
    const attempts = (await activitiesOf(scenarios.system.client, run)).map(({ attempt }) => attempt);
    expect(Math.max(...attempts)).toBeGreaterThan(1);
  }
});

it('no task went by a cache, or by way of a queue that only a cache makes', async () => {
  const kinds = new Set<unknown>();
  for (const run of runs) {
    const history = await handleOf(run).fetchHistory();
    for (const { workflowTaskScheduledEventAttributes } of history.events ?? [])
      if (workflowTaskScheduledEventAttributes)
        kinds.add(workflowTaskScheduledEventAttributes.taskQueue?.kind);
    if (recording) saveHistory(run.scenario, history);
  }
  // 1 is the queue of all workers, 2 that of the one that keeps the workflow in its cache.
  expect([...kinds].sort()).toEqual(recording ? [1, 2] : [1]);
});
