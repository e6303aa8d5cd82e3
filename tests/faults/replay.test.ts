import path from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { savedHistories, textsOf } from '../support/temporal/saved-histories';
import type { SavedHistory } from '../support/temporal/saved-histories';

const histories = savedHistories();
let code: string;

beforeAll(async () => {
  const logger = new DefaultLogger('ERROR', () => undefined);
  Runtime.install({ logger, telemetryOptions: { logging: { filter: 'OFF' } } });
  const workflowsPath = path.join(__dirname, '..', '..', 'workflows', 'index.ts');
  ({ code } = await bundleWorkflowCode({ workflowsPath, logger }));
}, 120_000);
afterAll(() => Runtime.instance().shutdown());

/** Runs workflow code over a history, as a worker does that takes the run over. */
function replay({ json, workflowId }: SavedHistory, workflowCode = code): Promise<void> {
  return Worker.runReplayHistory({ workflowBundle: { code: workflowCode } }, json, workflowId);
}

/** The workflow code with two activities in each other's place. */
function swapped(one: string, other: string): string {
  const names = new RegExp(`\\bsteps\\.(${one}|${other})\\b`, 'g');
  expect(code.match(names)).toEqual(expect.arrayContaining([`steps.${one}`, `steps.${other}`]));
  return code.replace(names, (_, name: string) => `steps.${name === one ? other : one}`);
}

describe('fault 24: the history of a run that an earlier version of the workflows has recorded', () => {
  it.each(histories)(
    'is replayed without a difference: $name',
    async (history) => {
      await replay(history);
    },
    30_000,
  );

  it.each(['dailyRecommendations', 'countObject'])(
    'is there for each way in which %s can end',
    (workflow) => {
      for (const ending of ['finished', 'retried', 'cancelled', 'failed'])
        expect(histories.map(({ name }) => name)).toContain(`${workflow}.${ending}`);
    },
  );
});

// The deliberate break of fault 24.
describe('proof 24: workflow code in which two activities are swapped', () => {
  it.each(histories)(
    'is refused over the history: $name',
    async (history) => {
      const broken = history.name.startsWith('countObject')
        ? swapped('openObject', 'finishObject')
        : swapped('filterLogs', 'writeLists');
      const replayed = replay(history, broken);
      await expect(replayed).rejects.toBeInstanceOf(DeterminismViolationError);
      await expect(replayed).rejects.toThrow(/Nondeterminism error: Activity type of scheduled event/);
    },
    30_000,
  );
});

/** The workflow code as if there had been nothing before the patch. */
function withoutOldPath(patch: string): string {
  const asked = new RegExp(`\\(0, ?\\w+\\.patched\\)\\(["']${patch}["']\\)`, 'g');
  expect(code.match(asked)).toHaveLength(1);
  return code.replace(asked, 'true');
}

describe('proof 24: workflow code that has lost the path of before a patch', () => {
  it.each([
    ['evaluate-lists', 'before-evaluation'],
    ['rank-by-log', 'before-rank-by-log'],
  ])('%s is refused over each history from before it', async (patch, named) => {
    const broken = withoutOldPath(patch);
    const before = histories.filter(({ name }) => name.endsWith(named));
    expect(before.length).toBeGreaterThan(1);
    for (const history of before)
      await expect(replay(history, broken)).rejects.toBeInstanceOf(DeterminismViolationError);
  });
});

it('fault 24: the histories tell nothing of the machine that recorded them, and no secret', () => {
  const tellTale = /file:|\/(home|root|tmp|work|Users)\/|[A-Z]:\\|\d@[\w-]+$|secret|password|127\.0\.0\.1/i;
  const found = histories.flatMap(({ name, json }) =>
    textsOf(json)
      .filter((text) => tellTale.test(text))
      .map((text) => `${name}: ${text}`),
  );
  expect(found).toEqual([]);
});
