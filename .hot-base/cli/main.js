"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const commander_1 = require("commander");
const settings_1 = require("../config/settings");
const colours_1 = require("./colours");
const exit_codes_1 = require("./exit-codes");
const message_of_1 = require("./message-of");
const EXIT_CODES = 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.';
/** Each command by name, loaded only when it is wanted: some bring the whole of Temporal's worker with them. */
const COMMANDS = {
    up: async () => (await import('./commands/up.js')).upCommand,
    migrate: async () => (await import('./commands/migrate.js')).migrateCommand,
    worker: async () => (await import('./commands/worker.js')).workerCommand,
    api: async () => (await import('./commands/api.js')).apiCommand,
    keys: async () => (await import('./commands/keys.js')).keysCommand,
    schedule: async () => (await import('./commands/schedule.js')).scheduleCommand,
    backfill: async () => (await import('./commands/backfill.js')).backfillCommand,
    run: async () => (await import('./commands/run.js')).runCommand,
    count: async () => (await import('./commands/count.js')).countCommand,
    status: async () => (await import('./commands/status.js')).statusCommand,
    doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
    data: async () => (await import('./commands/data.js')).dataCommand,
    sample: async () => (await import('./commands/sample.js')).sampleCommand,
};
async function main(args) {
    let code = exit_codes_1.EXIT.done;
    const onExit = (of) => {
        code = of;
    };
    const program = new commander_1.Command('adtech')
        .description('Daily product recommendations for digital advertising.')
        .exitOverride()
        .showHelpAfterError('(--help tells more)')
        .addHelpText('after', `\n${EXIT_CODES}`);
    try {
        const [wanted = ''] = args;
        const names = Object.hasOwn(COMMANDS, wanted) ? [wanted] : Object.keys(COMMANDS);
        for (const name of names) {
            const create = await COMMANDS[name]?.();
            if (create !== undefined)
                program.addCommand(inherit(create(onExit), program));
        }
        await program.parseAsync(args, { from: 'user' });
        return code;
    }
    catch (error) {
        return explain(error);
    }
}
/** Commands made on their own do not take over how errors end the program. */
function inherit(child, parent) {
    child.copyInheritedSettings(parent);
    for (const grandchild of child.commands)
        inherit(grandchild, child);
    return child;
}
function explain(error) {
    if (error instanceof commander_1.CommanderError)
        return error.exitCode === 0 ? exit_codes_1.EXIT.done : exit_codes_1.EXIT.wrongUsage;
    process.stderr.write(`${(0, colours_1.coloursFor)(process.stderr).red('error:')} ${(0, message_of_1.messageOf)(error)}\n`);
    return error instanceof exit_codes_1.UsageError || error instanceof settings_1.SettingsError ? exit_codes_1.EXIT.wrongUsage : exit_codes_1.EXIT.failed;
}
void main(process.argv.slice(2)).then((code) => {
    process.exitCode = code;
});
//# sourceMappingURL=main.js.map