"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.JSON_OPTION = void 0;
exports.handler = handler;
exports.unsettledHandler = unsettledHandler;
exports.dateArgument = dateArgument;
exports.countArgument = countArgument;
exports.command = command;
const commander_1 = require("commander");
const settings_1 = require("../config/settings");
const execution_date_1 = require("../domain/execution-date");
const home_1 = require("./home");
const output_1 = require("./output");
const stop_signal_1 = require("./stop-signal");
/** The option of commands that report. */
exports.JSON_OPTION = ['--json', 'report as one JSON document on stdout'];
/** Makes the handler of a command: settings are read and checked before `run`. */
function handler(onExit, run) {
    return unsettledHandler(onExit, (context, options) => run({ settings: (0, settings_1.loadSettings)(), ...context }, options));
}
/** Makes the handler of a command that reads the settings by itself, to tell what is wrong with them. */
function unsettledHandler(onExit, run) {
    return async (options) => {
        const context = {
            home: new home_1.Home(),
            out: await output_1.Output.open('json' in options && options.json === true),
            stop: (0, stop_signal_1.onStopSignal)(),
        };
        onExit(await run(context, options));
    };
}
/** Parses an option or argument that is a date. */
function dateArgument(text) {
    if ((0, execution_date_1.isCalendarDay)(text))
        return text;
    throw new commander_1.InvalidArgumentError('must be a day of the calendar as YYYY-MM-DD.');
}
/** Parses an option that is a whole number from `min` to `max`. */
function countArgument(min, max) {
    return (text) => {
        const count = Number(text);
        if (/^\d+$/.test(text) && count >= min && count <= max)
            return count;
        throw new commander_1.InvalidArgumentError(`must be a whole number from ${String(min)} to ${String(max)}.`);
    };
}
/** A command with its help, unable to be called wrongly without saying so. */
function command(name, description) {
    return new commander_1.Command(name).description(description).allowExcessArguments(false);
}
//# sourceMappingURL=command.js.map