import path from 'node:path';
import type { History } from '@temporalio/common/lib/proto-utils';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { activitiesOf } from '../support/temporal/histories';
import { createScenarios } from '../support/temporal/workflow-scenarios';
import type { Ending, PlayedRun, Scenarios } from '../support/temporal/workflow-scenarios';

const WITHOUT_CACHE = `--require ${path.join(__dirname, '..', 'support', 'temporal', 'without-workflow-cache.cjs')}`;
const STATUS: Record<Ending, string> = {
  finished: 'COMPLETED',
  retried: 'COMPLETED',
  cancelled: 'CANCELLED',
  failed: 'FAILED',
};

interface RecordedRun extends PlayedRun {
  readonly status: string;
  readonly history: History;
}

let scenarios: Scenarios;
let runs: readonly RecordedRun[];
let code: string;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF' } } });
  const workflowsPath = path.join(__dirname, '..', '..', 'workflows', 'index.ts');
  ({ code } = await bundleWorkflowCode({ workflowsPath, logger }));
  scenarios = await createScenarios({ NODE_OPTIONS: WITHOUT_CACHE });
  runs = await Promise.all((await scenarios.play()).map(record));
}, 900_000);
afterAll(async () => {
  await scenarios.dispose();
  await Runtime.instance().shutdown();
});

async function record(run: PlayedRun): Promise<RecordedRun> {
  const handle = scenarios.system.client.workflow.getHandle(run.workflowId, run.runId);
  const { status } = await handle.describe();
  return { ...run, status: status.name, history: await handle.fetchHistory() };
}

/** Runs workflow code over a history, as a worker does that takes the run over. */
function replay({ history, workflowId }: RecordedRun, workflowCode = code): Promise<void> {
  return Worker.runReplayHistory({ workflowBundle: { code: workflowCode } }, history, workflowId);
}

/** The workflow code with two activities in each other's place. */
function swapped(one: string, other: string): string {
  const names = new RegExp(`\\bsteps\\.(${one}|${other})\\b`, 'g');
  expect(code.match(names)).toEqual(expect.arrayContaining([`steps.${one}`, `steps.${other}`]));
  return code.replace(names, (_, name: string) => `steps.${name === one ? other : one}`);
}

describe('fault 24: each workflow, replayed from the start at each of its tasks', () => {
  // Break: workflow code that depends on anything but its history; its replay at the second task fails, and it never ends.
  it('ends as its scenario says', async () => {
    const ends = runs.map(({ scenario, status }) => [scenario, status]);
    expect(ends).toEqual(runs.map(({ scenario }) => [scenario, STATUS[scenario.split(/[.-]/)[1] as Ending]]));
    for (const run of runs.filter(({ scenario }) => scenario.endsWith('retried'))) {
      const attempts = (await activitiesOf(scenarios.system.client, run)).map(({ attempt }) => attempt);
      expect(Math.max(...attempts)).toBeGreaterThan(1);
    }
  });

  it('has no task that used a cache, or a queue that only a cache makes', () => {
    const kinds = runs.flatMap(({ history }) =>
      (history.events ?? []).flatMap(
        ({ workflowTaskScheduledEventAttributes }) =>
          workflowTaskScheduledEventAttributes?.taskQueue?.kind ?? [],
      ),
    );
    // 1 is the queue of all workers, 2 the queue of the worker that caches the workflow.
    expect([...new Set(kinds)]).toEqual([1]);
  });

  it.each(['dailyRecommendations', 'countObject'])('is played for each ending of %s', (workflow) => {
    for (const ending of Object.keys(STATUS))
      expect(runs.map(({ scenario }) => scenario)).toContain(`${workflow}.${ending}`);
  });
});

describe('fault 24: the history of a run', () => {
  it('is replayed by the workflow code of the checkout without a difference, whatever its ending', async () => {
    for (const run of runs) await replay(run);
  }, 120_000);
});

// The deliberate break of fault 24.
describe('proof 24: workflow code in which two activities are swapped', () => {
  it('is refused over each of the histories', async () => {
    const brokenDate = swapped('filterLogs', 'writeLists');
    const brokenCounting = swapped('openObject', 'finishObject');
    for (const run of runs) {
      const broken = run.scenario.startsWith('countObject') ? brokenCounting : brokenDate;
      const error: unknown = await replay(run, broken).catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(DeterminismViolationError);
      expect(String(error)).toMatch(/Nondeterminism error: Activity type of scheduled event/);
    }
  }, 120_000);
});
