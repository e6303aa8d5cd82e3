import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { addDays } from '../../../domain/execution-date';
import type { Patch } from './patched-build';

/** The build's bundle is minified, and patches replace texts of compiled modules. */
const DIST = path.join(__dirname, '..', '..', '..', 'dist');

/** A calendar whose days take seconds, so that a real server can fire, pause and be down over several days. */
export interface ShortDays {
  readonly dates: readonly string[];
  /** Under these a process, and its workflow code, lives by this calendar; all else is the product as it is. */
  readonly patches: readonly Patch[];
  /** When the run of a date is due, by the clock of this machine. */
  dueAt(index: number): number;
  /** The first date that is not due yet: a busy machine may have let some pass. */
  next(): number;
  /** The workflow id of a date. */
  workflowIdOf(index: number): string;
  /** Waits until some time after a date was due. */
  pass(index: number, afterMs: number): Promise<void>;
  remove(): void;
}

/** A calendar of so many days from `firstDate` on, each `dayMs` long, whose first date is due in `startsInMs`. */
export async function createShortDays(options: {
  readonly firstDate: string;
  readonly days: number;
  readonly dayMs: number;
  readonly startsInMs: number;
}): Promise<ShortDays> {
  const { firstDate, days, dayMs } = options;
  const logger = new DefaultLogger('WARN');
  // `dist` is a link, which the bundler does not follow.
  const workflowsPath = path.join(realpathSync(DIST), 'workflows', 'index.js');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  // Workflow ids tell whole seconds.
  const zero = Math.ceil((Date.now() + options.startsInMs) / 1_000) * 1_000;
  const dates = Array.from({ length: days }, (_, i) => addDays(firstDate, i));
  const dueAt = (index: number) => zero + index * dayMs;
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-short-days-'));
  const bundle = path.join(folder, 'workflow-bundle.js');

  const inWorkflows = calendarPatches(firstDate, days, dayMs, zero);
  writeFileSync(
    bundle,
    inWorkflows.reduce((text, { find, put }) => {
      if (text.split(find).length !== 2) throw new Error(`not once in the workflow bundle: ${find}`);
      return text.replace(find, () => put);
    }, code),
  );
  return {
    dates,
    patches: [
      ...inWorkflows,
      ...schedulePatches(days, dayMs, zero),
      {
        module: 'temporal/bundle-path.js',
        find: "node_path_1.default.join(__dirname, '..', 'workflow-bundle.js')",
        put: JSON.stringify(bundle),
      },
    ],
    dueAt,
    next: () => dates.findIndex((_, i) => dueAt(i) > Date.now()),
    workflowIdOf: (index) => `recommendations-${new Date(dueAt(index)).toISOString().slice(0, 19)}Z`,
    pass: async (index, afterMs) => {
      await sleep(Math.max(0, dueAt(index) + afterMs - Date.now()));
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** When a date is due, which one is the last, and the id that is made of it. */
function calendarPatches(firstDate: string, days: number, dayMs: number, zero: number): Patch[] {
  const [first, length, start] = [JSON.stringify(firstDate), String(dayMs), String(zero)];
  return [
    {
      module: 'domain/execution-date.js',
      find: 'return new Date(Date.parse(`${date}T00:00:00Z`) + exports.SCHEDULED_HOUR_UTC * HOUR_MS);',
      put: `return new Date(${start} + (Date.parse(date) - Date.parse(${first})) / DAY_MS * ${length});`,
    },
    {
      module: 'domain/execution-date.js',
      find: 'return utcDay(new Date(now.getTime() - exports.SCHEDULED_HOUR_UTC * HOUR_MS));',
      put: `return addDays(${first}, Math.min(${String(days - 1)}, Math.floor((now.getTime() - ${start}) / ${length})));`,
    },
    {
      module: 'domain/execution-date.js',
      find: 'scheduledTime(lastDueDate(now)).getTime() + DAY_MS',
      put: `scheduledTime(lastDueDate(now)).getTime() + ${length}`,
    },
    {
      module: 'temporal/names/run-identity.js',
      find: 'return `${exports.ACTION_WORKFLOW_ID}-${date}${SUFFIX}`;',
      put: 'return `${exports.ACTION_WORKFLOW_ID}-${(0, execution_date_1.scheduledTime)(date).toISOString().slice(0, 19)}Z`;',
    },
    {
      module: 'temporal/names/run-identity.js',
      find: 'const date = workflowId.slice(exports.ACTION_WORKFLOW_ID.length + 1, -SUFFIX.length);',
      put: `
        const index = (Date.parse(workflowId.slice(exports.ACTION_WORKFLOW_ID.length + 1)) - ${start}) / ${length};
        const date = Number.isInteger(index) ? (0, execution_date_1.addDays)(${first}, index) : '';`,
    },
    {
      module: 'workflows/resolve-execution-date.js',
      find: '(0, execution_date_1.utcDay)(scheduledTime) !== date',
      put: 'scheduledTime.getTime() !== (0, execution_date_1.scheduledTime)(date).getTime()',
    },
  ];
}

/** When the schedule fires, and what the doctor makes of it. */
function schedulePatches(days: number, dayMs: number, zero: number): Patch[] {
  return [
    {
      module: 'temporal/schedule.js',
      find: 'calendars: [{ hour: execution_date_1.SCHEDULED_HOUR_UTC, comment: `every day at ${String(execution_date_1.SCHEDULED_HOUR_UTC)}:00 UTC` }],',
      put: `intervals: [{ every: ${String(dayMs)}, offset: ${String(zero % dayMs)} }], endAt: new Date(${String(zero + (days - 1) * dayMs + 500)}),`,
    },
    {
      module: 'temporal/schedule.js',
      find: 'startAt: new Date(`${startDate}T00:00:00Z`),',
      put: `startAt: new Date(${String(zero - 500)}),`,
    },
    {
      module: 'temporal/schedule.js',
      find: 'function differencesFrom(period, { raw }) {',
      put: 'function differencesFrom(period, { raw }) { return [];',
    },
    { module: 'cli/doctor/check-calendar.js', find: 'GRACE_MS = 15 * 60_000', put: 'GRACE_MS = 0' },
  ];
}
