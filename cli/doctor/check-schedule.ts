import type { Client } from '@temporalio/client';
import { describePeriod, isOver } from '../../domain/due-dates';
import type { Period } from '../../domain/due-dates';
import {
  SEARCH_ATTRIBUTES,
  registerSearchAttributesCommand,
  removeSearchAttributeCommand,
} from '../../temporal/names/search-attributes';
import { COUNTING_TASK_QUEUE, SCHEDULE_ID, TASK_QUEUE } from '../../temporal/names/run-identity';
import { findSearchAttributes, takenSearchAttributes } from '../../temporal/search-attributes';
import { findPollers } from '../../temporal/runs';
import { differencesFrom, findSchedule } from '../../temporal/schedule';
import { checked, finding } from './finding';
import type { CheckReport, Finding } from './finding';

/** Checks that the schedule exists, is active and as specified, and that the search attributes are registered. */
export async function checkSchedule(
  client: Client,
  address: string,
  period: Period,
  now: Date,
): Promise<CheckReport> {
  const schedule = await findSchedule(client);
  const over = isOver(period, now);
  if (schedule === undefined && over) {
    // Temporal removes a schedule some days after its last action.
    return checked('schedule', `no ${SCHEDULE_ID}, and none is needed: ${noRunDue(period)}`);
  }
  if (schedule === undefined) {
    return checked('schedule', `no ${SCHEDULE_ID}`, [
      finding(`there is no schedule ${SCHEDULE_ID}: no date starts by itself`, {
        command: 'npx adtech schedule apply',
      }),
    ]);
  }
  const findings: Finding[] = [];
  const differences = differencesFrom(period, schedule);
  if (differences.length > 0) {
    findings.push(
      finding(`${SCHEDULE_ID} is not as specified: ${differences.join('; ')}`, {
        command: 'npx adtech schedule apply',
      }),
    );
  }
  const { paused, note } = schedule.state;
  if (paused && !over) {
    findings.push(
      finding(
        `${SCHEDULE_ID} is paused (${note ?? 'no note says why'}): dates that fall due meanwhile are lost; ` +
          'those lost so far are in the calendar',
        { command: 'npx adtech schedule resume' },
      ),
    );
  }
  findings.push(...(await checkListColumns(client, address)));
  const [next] = schedule.info.nextActionTimes;
  const state = over ? noRunDue(period) : paused ? 'paused' : `next ${next?.toISOString() ?? 'never'}`;
  return checked('schedule', `${SCHEDULE_ID}, ${describePeriod(period)}, ${state}`, findings);
}

function noRunDue({ endDate }: Period): string {
  return `no run due after END_DATE ${endDate ?? ''}`;
}

async function checkListColumns(client: Client, address: string): Promise<Finding[]> {
  const { namespace } = client.options;
  const columns = await findSearchAttributes(client);
  const absent = SEARCH_ATTRIBUTES.filter(({ name }) => columns.get(name) === 'absent').map(
    ({ name }) => name,
  );
  return [
    ...takenSearchAttributes(columns).map(({ name, fault }) =>
      finding(`${fault}: runs go without it`, {
        remedy: 'remove or rename what is there, then `npx adtech schedule apply`',
        command: removeSearchAttributeCommand(name, namespace, address),
      }),
    ),
    ...(absent.length === 0
      ? []
      : [
          finding(
            `${absent.join(', ')} not registered in ${namespace}: the Web UI cannot show runs by that`,
            {
              command: registerSearchAttributesCommand(namespace, address),
            },
          ),
        ]),
  ];
}

/** Checks that workers poll for everything that a run needs. */
export async function checkWorker(client: Client): Promise<CheckReport> {
  const { workflows, steps, counting } = await findPollers(client);
  const missing = [
    ...(workflows === 0 || steps === 0 ? [TASK_QUEUE] : []),
    ...(counting === 0 ? [COUNTING_TASK_QUEUE] : []),
  ];
  const dates = Math.min(workflows, steps);
  const summary = `${String(dates)} ${dates === 1 ? 'polls' : 'poll'} for dates, ${String(counting)} for counting`;
  if (missing.length === 0) return checked('worker', summary);
  return checked('worker', summary, [
    finding(`no worker polls ${missing.join(' and ')}: runs wait until one does`, {
      command: 'npx adtech worker',
    }),
  ]);
}
