"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.readLogs = readLogs;
exports.wouldFail = wouldFail;
const promises_1 = require("node:fs/promises");
const node_os_1 = require("node:os");
const node_path_1 = __importDefault(require("node:path"));
const task_pool_1 = require("../../counting/task-pool");
const execution_date_1 = require("../../domain/execution-date");
const logs_1 = require("../../domain/logs");
const volumes_1 = require("../../domain/volumes");
const log_header_1 = require("../../storage/log-header");
const log_objects_1 = require("../../storage/log-objects");
const open_lake_1 = require("../../storage/open-lake");
const assess_1 = require("./assess");
const read_objects_1 = require("./read-objects");
/**
 * Reads all logs of a lake as runs do, and tells what they hold. The lake is only read: what counting leaves goes to a
 * folder of this machine, which is removed again.
 */
async function readLogs(lakeUrl, lakeOptions, options) {
    const scratchFolder = await (0, promises_1.mkdtemp)(node_path_1.default.join((0, node_os_1.tmpdir)(), 'adtech-check-'));
    const readOnly = { ...lakeOptions, scratchFolder };
    const lake = await (0, open_lake_1.openLake)(lakeUrl, readOnly);
    const tasks = new task_pool_1.TaskPool(lakeUrl, readOnly, (0, node_os_1.availableParallelism)());
    try {
        return await read(lake, tasks, options);
    }
    finally {
        await tasks.close();
        lake.close();
        await (0, promises_1.rm)(scratchFolder, { recursive: true, force: true });
    }
}
async function read(lake, tasks, options) {
    const { signal, maxRejectedFraction } = options;
    const faults = [];
    const orFault = async (found, otherwise) => found.catch((error) => {
        if (!(error instanceof log_header_1.BadLogError))
            throw error;
        faults.push(error.message);
        return otherwise;
    });
    const active = await orFault((0, read_objects_1.readActiveList)(lake, signal), { ids: new Set(), reports: [] });
    const objects = [];
    for (const log of logs_1.EVENT_LOGS) {
        for (const object of await orFault((0, log_objects_1.findLogObjects)(lake, log, { signal }), []))
            objects.push({ log, object });
    }
    const events = await (0, read_objects_1.readEventObjects)(lake, tasks, objects, options);
    const days = await (0, read_objects_1.addUpDays)(lake, events.counts);
    const withRows = new Set(days.map(({ date }) => date));
    const [first, last] = [days[0]?.date, days.at(-1)?.date];
    const sum = (figure) => events.reports.reduce((total, one) => total + one[figure], 0);
    return {
        lake: lake.url,
        objects: [...active.reports, ...events.reports],
        faults,
        rejected_fraction: sum('rows') === 0 ? null : sum('rejected') / sum('rows'),
        max_rejected_fraction: maxRejectedFraction,
        days,
        days_without_rows: first === undefined || last === undefined
            ? []
            : (0, execution_date_1.daysFromTo)(first, last).filter((day) => !withRows.has(day)),
        unusual_volumes: (0, volumes_1.findUnusualVolumes)(days, first ?? ''),
        active_advertisers: active.ids.size,
        ...(await (0, assess_1.assess)(lake, tasks, events.counts, active.ids, signal)),
    };
}
/** Whether a run over these logs would fail. */
function wouldFail(report) {
    const { faults, objects, max_rejected_fraction: limit } = report;
    const isAbove = (logs) => {
        const own = objects.filter(({ log }) => logs.includes(log));
        const sum = (figure) => own.reduce((total, one) => total + one[figure], 0);
        return sum('rejected') > limit * sum('rows');
    };
    return (faults.length > 0 ||
        objects.some(({ fault }) => fault !== null) ||
        isAbove(logs_1.EVENT_LOGS) ||
        isAbove(['advertiser_ids']));
}
//# sourceMappingURL=read-logs.js.map