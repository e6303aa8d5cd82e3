"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.specifySchedule = specifySchedule;
exports.applySchedule = applySchedule;
exports.findSchedule = findSchedule;
exports.pauseSchedule = pauseSchedule;
exports.resumeSchedule = resumeSchedule;
exports.differencesFrom = differencesFrom;
const client_1 = require("@temporalio/client");
const execution_date_1 = require("../domain/execution-date");
const run_identity_1 = require("../domain/run-identity");
const runs_1 = require("./runs");
/** Missed dates are caught up after an outage of this length at most: longer than any. */
const CATCHUP_WINDOW_MS = 10 * 365 * 86_400_000;
/** The schedule of the contract: every day at 23:00 UTC from `startDate` on, dates side by side. */
function specifySchedule(startDate) {
    return {
        spec: {
            calendars: [{ hour: execution_date_1.SCHEDULED_HOUR_UTC, comment: `every day at ${String(execution_date_1.SCHEDULED_HOUR_UTC)}:00 UTC` }],
            timezone: 'UTC',
            startAt: new Date(`${startDate}T00:00:00Z`),
        },
        action: {
            type: 'startWorkflow',
            workflowType: run_identity_1.WORKFLOW_TYPE,
            workflowId: run_identity_1.ACTION_WORKFLOW_ID,
            taskQueue: run_identity_1.TASK_QUEUE,
            workflowRunTimeout: runs_1.RUN_TIMEOUT_MS,
            staticSummary: 'Recommendations of the day at the end of the workflow id',
        },
        // Dates do not depend on each other: none may wait for, or be dropped because of, another.
        policies: {
            overlap: client_1.ScheduleOverlapPolicy.ALLOW_ALL,
            catchupWindow: CATCHUP_WINDOW_MS,
            pauseOnFailure: false,
        },
    };
}
/** Makes the schedule what the contract says. A pause stays a pause. Safe to repeat. */
async function applySchedule(client, startDate) {
    const wanted = specifySchedule(startDate);
    const existing = await findSchedule(client);
    if (existing === undefined) {
        await client.schedule.create({ scheduleId: run_identity_1.SCHEDULE_ID, ...wanted });
        return { outcome: 'created', differences: [] };
    }
    const differences = differencesFrom(startDate, existing);
    if (differences.length === 0)
        return { outcome: 'unchanged', differences };
    await client.schedule.getHandle(run_identity_1.SCHEDULE_ID).update(({ state }) => ({ ...wanted, state }));
    return { outcome: 'updated', differences };
}
/** The schedule as the server has it; undefined when it has none. */
async function findSchedule(client) {
    try {
        return await client.schedule.getHandle(run_identity_1.SCHEDULE_ID).describe();
    }
    catch (error) {
        if (error instanceof client_1.ScheduleNotFoundError)
            return undefined;
        throw error;
    }
}
/** Pauses the schedule, with a note on why. @throws ScheduleNotFoundError */
async function pauseSchedule(client, note) {
    await client.schedule.getHandle(run_identity_1.SCHEDULE_ID).pause(note);
}
/** Resumes the schedule. @throws ScheduleNotFoundError */
async function resumeSchedule(client, note) {
    await client.schedule.getHandle(run_identity_1.SCHEDULE_ID).unpause(note);
}
/** What of a schedule is not as specified, in words. */
function differencesFrom(startDate, { spec, action, policies }) {
    const wanted = specifySchedule(startDate);
    const [calendar] = spec.calendars ?? [];
    const fires = [calendar?.hour, calendar?.minute, calendar?.second].map(rangesInWords);
    const facts = [
        ['time of day', fires.join(':'), `${String(execution_date_1.SCHEDULED_HOUR_UTC)}:0:0`],
        ['calendars', spec.calendars?.length ?? 0, 1],
        ['days of the month', rangesInWords(calendar?.dayOfMonth), '1-31'],
        ['months', rangesInWords(calendar?.month), 'JANUARY-DECEMBER'],
        ['days of the week', rangesInWords(calendar?.dayOfWeek), 'SUNDAY-SATURDAY'],
        ['years', rangesInWords(calendar?.year), ''],
        ['skipped times', spec.skip?.length ?? 0, 0],
        ['intervals', spec.intervals?.length ?? 0, 0],
        ['time zone', spec.timezone ?? 'UTC', 'UTC'],
        ['first date', spec.startAt?.toISOString(), wanted.spec.startAt?.toISOString()],
        ['end', spec.endAt, undefined],
        ['jitter', spec.jitter ?? 0, 0],
        ['workflow type', action.workflowType, wanted.action.workflowType],
        ['workflow id', action.workflowId, wanted.action.workflowId],
        ['task queue', action.taskQueue, wanted.action.taskQueue],
        ['arguments', action.args?.length ?? 0, 0],
        ['run timeout', action.workflowRunTimeout, wanted.action.workflowRunTimeout],
        ['overlap policy', policies.overlap, wanted.policies.overlap],
        ['catch-up window', policies.catchupWindow, wanted.policies.catchupWindow],
        ['pause on failure', policies.pauseOnFailure, wanted.policies.pauseOnFailure],
    ];
    return facts
        .filter(([, is, should]) => JSON.stringify(is) !== JSON.stringify(should))
        .map(([name, is, should]) => `${name} is ${JSON.stringify(is)}, specified ${JSON.stringify(should)}`);
}
function rangesInWords(ranges = []) {
    return ranges
        .map(({ start, end, step }) => {
        if (start === end)
            return String(start);
        return `${String(start)}-${String(end)}${step > 1 ? `/${String(step)}` : ''}`;
    })
        .join(',');
}
//# sourceMappingURL=schedule.js.map