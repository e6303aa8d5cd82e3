"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runCommand = runCommand;
const command_1 = require("../command");
const run_and_report_1 = require("../run-and-report");
const services_1 = require("../services");
/** `adtech run` */
function runCommand(onExit) {
    return (0, command_1.command)('run', 'run one date, wait for it, and prove that it was published')
        .argument('<date>', 'the execution date, YYYY-MM-DD', command_1.dateArgument)
        .option('--restart', 'terminate the run of the date that is open, if there is one, and begin another')
        .option(...command_1.JSON_OPTION)
        .action((date, options) => (0, command_1.handler)(onExit, ({ settings, home, out, stop }, { restart = false }) => {
        (0, run_and_report_1.refuseFuture)(date);
        return (0, services_1.withServices)(settings, (0, services_1.resolveAddresses)(settings, home), (services) => (0, run_and_report_1.runAndReport)(services, [date], { out, stop }, { whenOpen: restart ? 'terminate' : 'report' }));
    })(options));
}
//# sourceMappingURL=run.js.map