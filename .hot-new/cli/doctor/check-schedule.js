"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.checkSchedule = checkSchedule;
exports.checkWorker = checkWorker;
const run_identity_1 = require("../../domain/run-identity");
const runs_1 = require("../../temporal/runs");
const schedule_1 = require("../../temporal/schedule");
const finding_1 = require("./finding");
/** Whether the schedule is there, active, and as specified. */
async function checkSchedule(client, startDate) {
    const schedule = await (0, schedule_1.findSchedule)(client);
    if (schedule === undefined) {
        return (0, finding_1.checked)('schedule', `no ${run_identity_1.SCHEDULE_ID}`, [
            (0, finding_1.finding)(`there is no schedule ${run_identity_1.SCHEDULE_ID}: no date starts by itself`, {
                command: 'npx adtech schedule apply',
            }),
        ]);
    }
    const findings = [];
    const differences = (0, schedule_1.differencesFrom)(startDate, schedule);
    if (differences.length > 0) {
        findings.push((0, finding_1.finding)(`${run_identity_1.SCHEDULE_ID} is not as specified: ${differences.join('; ')}`, {
            command: 'npx adtech schedule apply',
        }));
    }
    const { paused, note } = schedule.state;
    if (paused) {
        findings.push((0, finding_1.finding)(`${run_identity_1.SCHEDULE_ID} is paused (${note ?? 'no note says why'}): dates that fall due meanwhile are lost; ` +
            'those lost so far are in the calendar', { command: 'npx adtech schedule resume' }));
    }
    const [next] = schedule.info.nextActionTimes;
    const state = paused ? 'paused' : `next ${next?.toISOString() ?? 'never'}`;
    return (0, finding_1.checked)('schedule', `${run_identity_1.SCHEDULE_ID}, from ${startDate} on, ${state}`, findings);
}
/** Whether workers poll for everything that a run needs. */
async function checkWorker(client) {
    const { workflows, steps, counting } = await (0, runs_1.findPollers)(client);
    const missing = [
        ...(workflows === 0 || steps === 0 ? [run_identity_1.TASK_QUEUE] : []),
        ...(counting === 0 ? [run_identity_1.COUNTING_TASK_QUEUE] : []),
    ];
    const dates = Math.min(workflows, steps);
    const summary = `${String(dates)} ${dates === 1 ? 'polls' : 'poll'} for dates, ${String(counting)} for counting`;
    if (missing.length === 0)
        return (0, finding_1.checked)('worker', summary);
    return (0, finding_1.checked)('worker', summary, [
        (0, finding_1.finding)(`no worker polls ${missing.join(' and ')}: runs wait until one does`, {
            command: 'npx adtech worker',
        }),
    ]);
}
//# sourceMappingURL=check-schedule.js.map