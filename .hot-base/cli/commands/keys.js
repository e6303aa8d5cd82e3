"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.keysCommand = keysCommand;
const commander_1 = require("commander");
const api_key_text_1 = require("../../db/api-key-text");
const api_keys_1 = require("../../db/api-keys");
const record_validation_1 = require("../../domain/record-validation");
const command_1 = require("../command");
const exit_codes_1 = require("../exit-codes");
const services_1 = require("../services");
const NAME_MAX_LENGTH = 100;
const MAX_ADVERTISERS = 10_000;
/** Advertisers of a key that its line in the list names. */
const LISTED_ADVERTISERS = 3;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
/** `adtech keys create | list | revoke` */
function keysCommand(onExit) {
    const keys = (0, command_1.command)('keys', 'the keys of the API, which asks for them with API_KEYS=required');
    keys
        .command('create')
        .description('make a key, and print it to stdout: the only time that it is seen')
        .requiredOption('--name <text>', 'whose key it is, for those who read the list of keys', nameArgument)
        .option('--advertiser <id...>', 'an advertiser that the key is limited to, any number of them (default: all)', advertiserArgument)
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, create));
    keys
        .command('list')
        .description('show every key, without its secret')
        .option(...command_1.JSON_OPTION)
        .action((0, command_1.handler)(onExit, list));
    keys
        .command('revoke')
        .description('end a key for good; running APIs know within seconds')
        .argument('<id>', 'the id of the key, as `keys list` shows it: 12 hex digits')
        .option(...command_1.JSON_OPTION)
        .action((id, options) => (0, command_1.handler)(onExit, (context) => revoke(context, id))(options));
    return keys;
}
async function create({ settings, home, out }, { name, advertiser }) {
    const advertisers = advertiser === undefined ? null : [...new Set(advertiser)];
    if (advertisers !== null && advertisers.length > MAX_ADVERTISERS)
        throw new exit_codes_1.UsageError(`a key is limited to at most ${String(MAX_ADVERTISERS)} advertisers`);
    return (0, services_1.withDatabase)((0, services_1.resolveDatabaseUrl)(settings, home), async (db) => {
        const { id, text } = await (0, api_keys_1.createApiKey)(db, name, advertisers);
        out.report({ id, name, advertisers, key: text }, () => {
            out.line(text);
            out.aside(`key ${id} is made; it is not kept, and cannot be shown again`);
        });
        return exit_codes_1.EXIT.done;
    });
}
async function list({ settings, home, out }) {
    const keys = await (0, services_1.withDatabase)((0, services_1.resolveDatabaseUrl)(settings, home), api_keys_1.listApiKeys);
    const report = keys.map(({ id, name, advertisers, createdAt, revokedAt }) => ({
        ...{ id, name, advertisers },
        created_at: createdAt.toISOString(),
        revoked_at: revokedAt?.toISOString() ?? null,
    }));
    out.report({ keys: report }, () => {
        if (keys.length === 0) {
            out.line('no keys; `npx adtech keys create` makes one');
            return;
        }
        const rows = keys.map((key) => [
            key.id,
            key.name,
            describeAdvertisers(key),
            describeTime(key.createdAt),
            key.revokedAt === null ? '' : describeTime(key.revokedAt),
        ]);
        out.table(['id', 'name', 'advertisers', 'created', 'revoked'], rows);
    });
    return exit_codes_1.EXIT.done;
}
async function revoke({ settings, home, out }, id) {
    // What was given may be a whole key: it is not repeated.
    if (!(0, api_key_text_1.isApiKeyId)(id))
        throw new exit_codes_1.UsageError('the id of a key has 12 hex digits; `npx adtech keys list` shows it');
    const outcome = await (0, services_1.withDatabase)((0, services_1.resolveDatabaseUrl)(settings, home), (db) => (0, api_keys_1.revokeApiKey)(db, id));
    if (outcome === undefined)
        throw new Error(`no key has the id ${id}; \`npx adtech keys list\` shows all`);
    out.report({ id, outcome: outcome.replace(' ', '_') }, () => {
        out.done(`key ${id} ${outcome === 'revoked' ? 'is revoked' : 'was revoked before'}`);
    });
    return exit_codes_1.EXIT.done;
}
function describeAdvertisers({ advertisers }) {
    if (advertisers === null)
        return 'all';
    const more = advertisers.length - LISTED_ADVERTISERS;
    const listed = advertisers.slice(0, LISTED_ADVERTISERS).join(', ');
    return more > 0 ? `${listed} and ${String(more)} more` : listed;
}
function describeTime(time) {
    return `${time.toISOString().slice(0, 19)}Z`;
}
function nameArgument(text) {
    if (text.trim() !== '' && Array.from(text).length <= NAME_MAX_LENGTH && !CONTROL.test(text))
        return text;
    throw new commander_1.InvalidArgumentError(`must have 1 to ${String(NAME_MAX_LENGTH)} characters, and no control characters.`);
}
function advertiserArgument(id, previous = []) {
    if (id !== '' && Buffer.byteLength(id) <= record_validation_1.ID_MAX_BYTES && !CONTROL.test(id))
        return [...previous, id];
    throw new commander_1.InvalidArgumentError(`must be an advertiser id: 1 to ${String(record_validation_1.ID_MAX_BYTES)} bytes, and no control characters.`);
}
//# sourceMappingURL=keys.js.map