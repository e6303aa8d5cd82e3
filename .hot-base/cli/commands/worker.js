"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.workerCommand = workerCommand;
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const logger_1 = require("../logger");
const temporal_runtime_1 = require("../temporal-runtime");
const worker_part_1 = require("../worker-part");
const services_1 = require("../services");
const stop_signal_1 = require("../stop-signal");
/** `adtech worker` */
function workerCommand(onExit) {
    return (0, command_1.command)('worker', 'run the steps of runs until SIGTERM or Ctrl-C; logs JSON lines').action((0, command_1.handler)(onExit, async ({ settings, home, stop }) => {
        const log = (0, logger_1.createLogger)('worker');
        (0, temporal_runtime_1.installTemporalRuntime)(log);
        const addresses = (0, services_1.resolveAddresses)(settings, home);
        const worker = await (0, worker_part_1.startWorker)(settings, addresses, log);
        log.info({ lake: addresses.lakeUrl, temporal: addresses.temporal.connectionOptions.address }, 'worker is polling');
        await Promise.race([worker.failed, (0, stop_signal_1.aborted)(stop)]);
        log.info('worker is stopping');
        await worker.stop();
        return exit_codes_1.EXIT.done;
    }));
}
//# sourceMappingURL=worker.js.map