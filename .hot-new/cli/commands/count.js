"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.countCommand = countCommand;
const runs_1 = require("../../temporal/runs");
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const new_objects_1 = require("../new-objects");
const services_1 = require("../services");
/** `adtech count` */
function countCommand(onExit) {
    return (0, command_1.command)('count', 'have every object of the logs counted that is not yet, ahead of the dates that need it')
        .option('--dry-run', 'print the objects that are not counted yet, and do nothing')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, async ({ settings, home, out, stop }, options) => (0, services_1.withServices)(settings, (0, services_1.resolveAddresses)(settings, home), async (services) => {
        const { waiting, count } = await (0, new_objects_1.findNewObjects)(services, stop);
        if (options.dryRun === true) {
            const keys = waiting.map(({ object }) => object.key);
            out.report({ uncounted: keys }, () => {
                for (const key of keys)
                    out.line(key);
            });
            return exit_codes_1.EXIT.done;
        }
        if (waiting.length > 0 && !(await (0, runs_1.hasWorker)(services.client))) {
            out.warn('no worker polls for work: the objects wait until one does (`npx adtech worker`)');
        }
        stop.addEventListener('abort', () => {
            out.warn('no longer waiting; the counting goes on');
        });
        const counted = await count((line) => {
            out.progress(line);
        }).catch((error) => {
            if (!stop.aborted)
                throw error;
            return undefined;
        });
        if (counted === undefined)
            return exit_codes_1.EXIT.partlyDone;
        report(out, counted, new Set(waiting.map(({ object }) => object.key)));
        return exit_codes_1.EXIT.done;
    })));
}
function report(out, counted, fresh) {
    const objects = counted.map(({ log, object, records, rejected, rejects, firstDay, lastDay }) => ({
        log,
        key: object.key,
        etag: object.etag,
        counted: fresh.has(object.key) ? 'now' : 'before',
        records,
        rejected,
        rejects,
        first_day: firstDay,
        last_day: lastDay,
    }));
    out.report({ objects }, () => {
        out.table(['object', 'counted', 'rows', 'rejected', 'first day', 'last day'], objects.map((one) => [
            one.key,
            one.counted,
            one.records.toLocaleString('en'),
            one.rejected.toLocaleString('en'),
            one.first_day ?? '',
            one.last_day ?? '',
        ]));
        out.done(`${String(fresh.size)} of ${String(objects.length)} objects counted now`);
    });
}
//# sourceMappingURL=count.js.map