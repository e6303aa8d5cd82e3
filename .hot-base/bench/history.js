"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findCountedRanges = findCountedRanges;
const client_1 = require("@temporalio/client");
/** Counts one range of an object. */
const COUNT_RANGE = 'countRange';
/** Counts an object of one range at once; of a larger one it only plans the ranges. */
const OPEN_OBJECT = 'openObject';
/** All ranges whose counting has completed, from the histories of all workflows of a server. */
async function findCountedRanges(temporalAddress) {
    const connection = await client_1.Connection.connect({ address: temporalAddress });
    try {
        const client = new client_1.Client({ connection });
        const ranges = [];
        for await (const { workflowId, runId } of client.workflow.list()) {
            const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
            ranges.push(...rangesIn(events ?? []));
        }
        return ranges;
    }
    finally {
        await connection.close();
    }
}
function rangesIn(events) {
    const scheduled = new Map();
    const ranges = [];
    for (const event of events) {
        const begun = event.activityTaskScheduledEventAttributes;
        if (begun) {
            const activity = begun.activityType?.name ?? '';
            scheduled.set(String(event.eventId), { activity, input: textOf(begun.input) });
        }
        const ended = event.activityTaskCompletedEventAttributes;
        const { activity, input = '' } = scheduled.get(String(ended?.scheduledEventId)) ?? {};
        const hasCounted = activity === COUNT_RANGE || (activity === OPEN_OBJECT && textOf(ended?.result).includes('"counted":'));
        if (hasCounted)
            ranges.push({ range: input, worker: ended?.identity ?? '' });
    }
    return ranges;
}
function textOf(payloads) {
    return (payloads?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString()).join();
}
//# sourceMappingURL=history.js.map