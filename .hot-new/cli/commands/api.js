"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.apiCommand = apiCommand;
const settings_1 = require("../../config/settings");
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const logger_1 = require("../logger");
const api_part_1 = require("../api-part");
const services_1 = require("../services");
const stop_signal_1 = require("../stop-signal");
/** `adtech api` */
function apiCommand(onExit) {
    return (0, command_1.command)('api', 'serve the lists over HTTP until SIGTERM or Ctrl-C; logs JSON lines').action((0, command_1.handler)(onExit, async ({ settings, home, stop }) => {
        const log = (0, logger_1.createLogger)('api');
        const api = await (0, api_part_1.startApiServer)(settings, {
            databaseUrl: (0, services_1.resolveDatabaseUrl)(settings, home),
            temporalUiUrl: settings.temporalUiUrl,
            startDate: (0, services_1.startDateOf)(settings, home),
            listen: { port: settings.port ?? settings_1.DEFAULT_PORT },
            metricsPort: settings.metricsPort ?? settings_1.DEFAULT_METRICS_PORT,
        }, log);
        log.info({ port: api.port, metrics_port: api.metricsPort }, 'api is listening');
        await (0, stop_signal_1.aborted)(stop);
        log.info('api is stopping');
        await api.stop();
        return exit_codes_1.EXIT.done;
    }));
}
//# sourceMappingURL=api.js.map