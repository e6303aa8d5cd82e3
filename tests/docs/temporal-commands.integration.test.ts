import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SCHEDULE_ID, WORKFLOW_TYPE, workflowIdOf } from '../../temporal/names/run-identity';
import { findSearchAttributes } from '../../temporal/search-attributes';
import { findOnPath } from '../../local/executables';
import { testEndpoints } from '../support/servers/endpoints';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const PAGE = readFileSync(path.join(__dirname, '..', '..', 'docs', 'operating.md'), 'utf8');
/** The month of the page's dates, and one that is past wherever this runs. */
const MONTH = { page: '2026-11', here: '2024-11' };
const FIRST = `${MONTH.here}-20`;
const DATE = `${MONTH.here}-21`;
const LAST = `${MONTH.here}-22`;

/** `temporal`, and `tctl` where it is on the PATH: no package brings it. */
const TOOLS = ['temporal', ...(findOnPath('tctl', process.env).length > 0 ? ['tctl'] : [])];

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 2_000, days: 3, lastDay: LAST, seed: 8 });
  system = await createTestSystem('folder', logs, { START_DATE: FIRST });
  expect(await system.adtech('schedule', 'apply', '--no-backfill')).toMatchObject({ code: 0 });
  await system.startWorker();
  expect(await system.adtech('backfill', '--to', LAST)).toMatchObject({ code: 0 });
});
afterAll(() => system.dispose());

/** The commands of a tool on the page, in its order. */
function commandsOf(tool: string): string[] {
  const blocks = [...PAGE.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  return blocks
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'))
    .filter((line) => line.startsWith(`${tool} `));
}

/** Runs a command as the page has it, but for the month. */
async function run(command: string): Promise<string> {
  const { temporalExecutable } = testEndpoints();
  const { TEMPORAL_ADDRESS = '', TEMPORAL_NAMESPACE = '' } = system.env;
  const here = command.replaceAll(MONTH.page, MONTH.here).replace(/^temporal /, `"${temporalExecutable}" `);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', here], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      TEMPORAL_ADDRESS,
      TEMPORAL_NAMESPACE,
      TEMPORAL_CLI_ADDRESS: TEMPORAL_ADDRESS,
      TEMPORAL_CLI_NAMESPACE: TEMPORAL_NAMESPACE,
    },
  });
  return stdout;
}

const handleOf = (date: string) => system.client.workflow.getHandle(workflowIdOf(date));
const newestOf = async (date: string) => (await handleOf(date).describe()).runId;

/** Waits for another run of the date than `before`, and until it has published. */
async function publishedAnew(date: string, before: string | undefined): Promise<void> {
  while ((await newestOf(date)) === before) await new Promise((resolve) => setTimeout(resolve, 50));
  await handleOf(date).result();
}

/** Starts a run of the date that stays open: no worker polls its task queue. */
async function open(date: string): Promise<void> {
  await system.client.workflow.start(WORKFLOW_TYPE, {
    taskQueue: 'nobody-polls-this',
    workflowId: workflowIdOf(date),
  });
}

const paused = (is: boolean) => async () => {
  const { state } = await system.client.schedule.getHandle(SCHEDULE_ID).describe();
  expect(state.paused).toBe(is);
};
/** How many runs have failed; the server's visibility store lags a little behind. */
async function failedRuns(): Promise<string> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Failed'`;
  return String((await system.client.workflow.count(query)).count);
}

/** What there was before a command: the newest run of each date, and how many runs have failed. */
type Before = Readonly<Record<string, string>>;

/** What is true after a command, by its words; every command of the page matches one. */
const EFFECTS: [
  words: RegExp,
  effect: (said: string, before: Before) => unknown,
  prepare?: () => Promise<unknown>,
][] = [
  [
    /search-attributes? /,
    async () => {
      const states = [...(await findSearchAttributes(system.client)).values()];
      expect(new Set(states)).toEqual(new Set(['registered']));
    },
  ],
  [
    /workflow list .*ExecutionDate/,
    (said) => {
      for (const date of [FIRST, DATE, LAST]) expect(said).toContain(workflowIdOf(date));
    },
  ],
  [/workflow list .*Failed/, () => undefined],
  [
    /workflow count /,
    (said) => {
      expect(Number(/\d+/.exec(said)?.[0])).toBeGreaterThanOrEqual(3);
    },
  ],
  [/workflow describe /, says(/recommendations-2024-11-21/)],
  [/workflow (show|observe) /, says(/WorkflowExecutionCompleted/)],
  [/workflow metadata /, says(/2024-11-21 published/)],
  [/workflow result /, says(/rowsPublished/)],
  [/task-?queue describe /, says(/@|\d+/)],
  [/schedule describe /, says(/dailyRecommendations/)],
  [
    /schedule backfill /,
    async (_, before) => {
      for (const date of [FIRST, DATE]) await publishedAnew(date, before[date]);
      expect(await newestOf(LAST)).toBe(before[LAST]);
    },
  ],
  [/workflow start /, (_, before) => publishedAnew(LAST, before[LAST])],
  [/workflow reset /, (_, before) => publishedAnew(DATE, before[DATE])],
  [
    /workflow cancel /,
    async () => {
      const { events } = await handleOf(DATE).fetchHistory();
      expect(events?.some((event) => event.workflowExecutionCancelRequestedEventAttributes)).toBe(true);
      await handleOf(DATE).terminate();
    },
    () => open(DATE),
  ],
  [
    /workflow terminate /,
    async () => {
      expect((await handleOf(DATE).describe()).status.name).toBe('TERMINATED');
      expect(await system.adtech('run', DATE)).toMatchObject({ code: 0 });
    },
    () => open(DATE),
  ],
  [/toggle .*--pause /, paused(true)],
  [/toggle .*--unpause /, paused(false)],
  [
    /schedule trigger /,
    async (_, before) => {
      while ((await failedRuns()) === before['failed']);
    },
  ],
];

function says(pattern: RegExp): (said: string) => void {
  return (said) => {
    expect(said).toMatch(pattern);
  };
}

describe.each(TOOLS)('the page has commands of %s', (tool) => {
  it.each(commandsOf(tool))('%s', async (command) => {
    const matching = EFFECTS.filter(([words]) => words.test(command));
    expect(matching).toHaveLength(1);
    const [[, effect, prepare] = []] = matching;
    await prepare?.();
    const before: Record<string, string> = { failed: await failedRuns() };
    for (const date of [FIRST, DATE, LAST]) before[date] = await newestOf(date);
    await effect?.(await run(command), before);
  });
});

it('has each of them in both spellings, but for what tctl has no command', () => {
  const kinds = (tool: string) =>
    EFFECTS.map(([words], i) => (commandsOf(tool).some((command) => words.test(command)) ? i : -1));
  const only = kinds('temporal').filter((kind, i) => kind !== kinds('tctl')[i]);
  expect(only.map((i) => String(EFFECTS[i]?.[0]))).toEqual(['/workflow metadata /', '/workflow result /']);
});
