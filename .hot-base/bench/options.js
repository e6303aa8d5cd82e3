"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.parseOptions = parseOptions;
const commander_1 = require("commander");
const plan_1 = require("./api/plan");
const plan_2 = require("./plan");
const DEFAULT_REPEATS = 3;
const WRONG_USAGE = 2;
/** Reads the command line; ends the process after --help, and with 2 when it cannot be understood. */
function parseOptions(args) {
    let asked;
    const sizeNames = plan_2.SIZES.map(({ name }) => name);
    const program = commandNamed('npm run bench --', 'Compares the system with peers over the same generated logs; without options, everything.')
        // Both commands have options of the same names.
        .enablePositionalOptions()
        .addOption(new commander_1.Option('--size <names>', `sizes${namesText(sizeNames)}`)
        .argParser((text) => namesIn(text, sizeNames).map((name) => plan_2.SIZES[sizeNames.indexOf(name)]))
        .default(plan_2.SIZES, 'all'))
        .addOption(onlyOption(plan_2.MEASURES))
        .option('--quick', 'a tiny size, once, of this and of `api`: does everything work, are all results equal?')
        .option('--profile', 'no measures: where the time goes in the worker, by function')
        .option('--clean', 'only delete what earlier calls have left in .adtech/bench')
        .action((options) => {
        asked = { what: 'logs', options };
    });
    const api = commandNamed('api', 'Compares the API with other servers over the same lists.')
        .addOption(onlyOption(plan_1.API_MEASURES))
        .option('--quick', 'few lists, once: does everything work, are all answers equal?')
        .option('--profile', 'no measures: where the time goes in the API, by function')
        .action((options) => {
        asked = { what: 'api', options };
    });
    program.addCommand(api).parse(args, { from: 'user' });
    if (asked === undefined)
        throw new Error('no command was asked for');
    return asked;
}
function commandNamed(name, description) {
    return new commander_1.Command(name)
        .description(description)
        .option('--repeats <n>', 'repeats of each measure', repeatsIn, DEFAULT_REPEATS)
        .option('--json', 'report as one JSON document on stdout')
        .allowExcessArguments(false)
        .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : WRONG_USAGE));
}
function onlyOption(names) {
    return new commander_1.Option('--only <measures>', `measures${namesText(names)}`)
        .argParser((text) => namesIn(text, names))
        .default(names, 'all');
}
function namesText(all) {
    return `, of ${all.join(', ')}; parted by commas`;
}
function namesIn(text, known) {
    return text.split(',').map((name) => {
        const found = known.find((other) => other === name);
        if (found === undefined)
            throw new commander_1.InvalidArgumentError(`${name} is none of ${known.join(', ')}.`);
        return found;
    });
}
function repeatsIn(text) {
    if (/^[1-9]\d?$/.test(text))
        return Number(text);
    throw new commander_1.InvalidArgumentError('must be a whole number from 1 to 99.');
}
//# sourceMappingURL=options.js.map