import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { temporal } from '@temporalio/proto';
import { SCHEDULE_ID } from '../../temporal/names/run-identity';
import { findSchedule } from '../../temporal/schedule';
import { askDoctor } from '../support/processes/doctor';
import { testEndpoints } from '../support/servers/endpoints';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const START_DATE = '2024-02-29';

let system: TestSystem;

beforeAll(async () => {
  const logs = await sampleTexts({ rowsPerLog: 100, days: 2, lastDay: '2024-03-01', seed: 2 });
  system = await createTestSystem('folder', logs, { START_DATE });
});
beforeEach(async () => {
  await apply();
});
afterAll(() => system.dispose());

interface Applied {
  readonly outcome: string;
  readonly differences: readonly string[];
  readonly paused: boolean;
  readonly note: string | null;
}

const reported = async (...args: string[]) =>
  JSON.parse((await system.adtech(...args, '--json')).stdout) as Applied;
const apply = () => reported('schedule', 'apply', '--no-backfill');
const findings = async () =>
  (await askDoctor((...args) => system.adtech(...args))).findings.filter(({ check }) => check === 'schedule');

/** What an operator may type, with the start, queue and policy as `schedule describe` shows them. */
async function update(...more: string[]): Promise<void> {
  const { temporalExecutable, temporalAddress } = testEndpoints();
  const args = [
    'schedule update --schedule-id daily-recommendations --time-zone UTC --workflow-id recommendations',
    '--type dailyRecommendations --task-queue recommendations --overlap-policy AllowAll --run-timeout 24h',
    `--catchup-window 87600h --start-time ${START_DATE}T00:00:00Z --address ${temporalAddress}`,
    `--namespace ${system.env['TEMPORAL_NAMESPACE'] ?? ''}`,
  ].flatMap((line) => line.split(' '));
  await promisify(execFile)(temporalExecutable, [...args, '--calendar', '{"hour":"23"}', ...more]);
}

it('limits that `temporal schedule update` sets are reported by describe and doctor, and reset by apply', async () => {
  await update('--execution-timeout', '60s', '--task-timeout', '7s', '--remaining-actions', '3');
  const { differences } = await reported('schedule', 'describe');
  const expected = [
    'execution timeout is "60s", specified not set',
    'task timeout is "7s", specified not set',
    'limit of runs is "true", specified not set',
    'remaining runs is "3", specified not set',
  ];
  expect(differences).toEqual(expect.arrayContaining(expected));
  expect(differences.filter((one) => !/^(summary|details|note) is not set/.test(one))).toEqual(expected);
  const [found] = await findings();
  for (const difference of expected) expect(found?.message).toContain(difference);
  expect(found?.command).toBe('npx adtech schedule apply');

  expect(await apply()).toMatchObject({ outcome: 'updated', differences });
  expect(await apply()).toMatchObject({ outcome: 'unchanged', differences: [] });
  const applied = (await findSchedule(system.client))?.raw.schedule;
  expect(applied?.action?.startWorkflow?.workflowExecutionTimeout ?? undefined).toBeUndefined();
  expect(applied?.state?.limitedActions).toBe(false);
});

it('a pause that `temporal schedule update` has ended is told', async () => {
  await reported('schedule', 'pause', '--note', 'holiday');
  await update();
  const [found] = await findings();
  expect(found?.message).toMatch(
    /note is not set, specified "active since .*": another program has replaced the schedule, and has ended a pause if there was one/,
  );
  expect(found?.dates).toEqual([]);
});

it('a pause of an operator stays, and is reported, when everything else is reset', async () => {
  await update('--execution-timeout', '60s', '--notes', 'edited');
  await reported('schedule', 'pause', '--note', 'holiday');
  expect(await apply()).toMatchObject({ outcome: 'updated', paused: true, note: 'holiday' });
  expect((await system.adtech('schedule', 'apply', '--no-backfill')).stdout).toMatch(
    /it is paused \(holiday\), and stays so; `npx adtech schedule resume` ends that/,
  );
  expect((await findSchedule(system.client))?.state).toMatchObject({ paused: true, note: 'holiday' });
  await reported('schedule', 'resume');
});

it('settings that only a program can make are reported and reset too', async () => {
  const { namespace } = system.client.options;
  const found = await findSchedule(system.client);
  const { Payload } = temporal.api.common.v1;
  const note = Payload.fromObject({
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from('"x"'),
  });
  const { action, ...rest } = found!.raw.schedule!;
  const changes = {
    header: { fields: { trace: note } },
    memo: { fields: { owner: note } },
    input: { payloads: [note] },
    retryPolicy: { maximumAttempts: 3 },
  };
  await system.client.workflowService.updateSchedule({
    namespace,
    scheduleId: SCHEDULE_ID,
    requestId: 'test',
    schedule: {
      ...rest,
      action: { startWorkflow: { ...action!.startWorkflow, ...changes } },
      policies: { ...rest.policies, keepOriginalWorkflowId: true },
    },
  });
  const { outcome, differences } = await apply();
  expect(outcome).toBe('updated');
  expect(differences.join('\n')).toMatch(
    /argument[^]*retry policy maximumAttempts[^]*memo fields\.owner is "x"[^]*header fields\.trace is "x"[^]*keepOriginalWorkflowId is "true"/,
  );
  expect(await apply()).toMatchObject({ outcome: 'unchanged', differences: [] });
});

it('an empty note is refused, as the server would take it for no request', async () => {
  const end = await system.adtech('schedule', 'pause', '--note', '');
  expect(end).toMatchObject({ code: 2, stderr: expect.stringContaining('--note: say why') as string });
});
