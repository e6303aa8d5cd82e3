"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.timeCommand = timeCommand;
exports.ownEnvironment = ownEnvironment;
const settings_1 = require("../config/settings");
const children_1 = require("../local/children");
const process_usage_1 = require("./process-usage");
const COMMAND_TIMEOUT_MS = 2 * 3_600_000;
const SAID_CHARS = 2_000;
/**
 * Runs a command to its end and times it; only one at a time, or their CPU seconds mix.
 * @throws Error with what it said when it fails, and the reason of `stop` when that is aborted.
 */
async function timeCommand(command, args, options) {
    const { env, cwd, stop } = options;
    stop.throwIfAborted();
    const cpuBefore = (0, process_usage_1.cpuSecondsOfEndedChildren)();
    const started = performance.now();
    const { code, output } = await (0, children_1.runCommand)(command, args, {
        env,
        cwd,
        signal: stop,
        timeoutMs: COMMAND_TIMEOUT_MS,
    });
    const wallSeconds = (performance.now() - started) / 1_000;
    stop.throwIfAborted();
    if (code !== 0) {
        throw new Error(`${command} ${args.join(' ').slice(0, SAID_CHARS)} ended with ${code ?? 'no exit code'}:\n${output.slice(-SAID_CHARS)}`);
    }
    const cpuAfter = (0, process_usage_1.cpuSecondsOfEndedChildren)();
    return {
        output,
        wallSeconds,
        cpuSeconds: cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore,
    };
}
/** The environment of what the bench starts: none of the caller's settings, and no profile file of Temporal's. */
function ownEnvironment(homeFolder) {
    const { PATH = '' } = (0, settings_1.childEnvironment)();
    return { PATH, HOME: homeFolder, XDG_CONFIG_HOME: homeFolder, TZ: 'UTC' };
}
//# sourceMappingURL=command.js.map