"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.migrateCommand = migrateCommand;
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const services_1 = require("../services");
/** `adtech migrate` */
function migrateCommand(onExit) {
    return (0, command_1.command)('migrate', 'bring the database up to the newest migration')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, async ({ settings, home, out }) => {
        const { applied, roleFault } = await (0, services_1.migrateAt)((0, services_1.resolveDatabaseUrl)(settings, home));
        out.report({ applied, role_fault: roleFault ?? null }, () => {
            out.done(applied.length === 0 ? 'the database is up to date' : `applied ${applied.join(', ')}`);
            if (roleFault !== undefined)
                out.warn(`the API keeps the rights of its user: ${roleFault}`);
        });
        return exit_codes_1.EXIT.done;
    }));
}
//# sourceMappingURL=migrate.js.map