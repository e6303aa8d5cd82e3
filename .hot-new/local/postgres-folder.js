"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.ROLE = void 0;
exports.chooseDataFolder = chooseDataFolder;
exports.relocatedFolder = relocatedFolder;
exports.isInitialised = isInitialised;
exports.prepareCluster = prepareCluster;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("./children");
const postgres_user_1 = require("./postgres-user");
const INITDB_TIMEOUT_MS = 120_000;
/** The one role of the embedded Postgres, its superuser. */
exports.ROLE = 'adtech';
/**
 * Returns the folder for the data: `dataDir`, or, if `user` cannot get there (a checkout below /root), one below
 * `reachableDir` whose name is made from it.
 */
async function chooseDataFolder(dataDir, user, reachableDir, onProgress) {
    // The parent first: the mode would be that of all folders made, and lock the server's user out.
    (0, node_fs_1.mkdirSync)(node_path_1.default.dirname(dataDir), { recursive: true });
    (0, node_fs_1.mkdirSync)(dataDir, { recursive: true, mode: 0o700 });
    if (!isInitialised(dataDir) && (0, node_fs_1.readdirSync)(dataDir).length > 0) {
        throw new Error(`${dataDir} holds something else than Postgres' data: name another folder.`);
    }
    if (user === undefined)
        return dataDir;
    if ((0, node_fs_1.statSync)(dataDir).uid !== user.uid)
        (0, postgres_user_1.giveTo)(user, dataDir);
    const folder = relocatedFolder(dataDir, reachableDir);
    const wasRelocated = isInitialised(folder) && !isInitialised(dataDir);
    if (!wasRelocated && (await (0, postgres_user_1.canWrite)(dataDir, user)))
        return dataDir;
    onProgress(`User ${user.name}, which runs Postgres, cannot reach ${dataDir}: its data lie in ${folder}.`);
    (0, node_fs_1.mkdirSync)(folder, { recursive: true, mode: 0o700 });
    if ((0, node_fs_1.statSync)(folder).uid !== user.uid)
        (0, postgres_user_1.giveTo)(user, folder);
    return folder;
}
/** Returns the folder below `reachableDir` that stands in for a data folder. */
function relocatedFolder(dataDir, reachableDir) {
    const key = (0, node_crypto_1.createHash)('sha256').update(dataDir).digest('hex').slice(0, 12);
    return node_path_1.default.join(reachableDir, `adtech-${key}`);
}
/** Tells whether a folder holds a database cluster; throws if it belongs to somebody else. */
function isInitialised(folder) {
    try {
        return (0, node_fs_1.readFileSync)(node_path_1.default.join(folder, 'PG_VERSION'), 'utf8') !== '';
    }
    catch (error) {
        const { code } = error;
        if (code === 'ENOENT')
            return false;
        throw new Error(`${folder} cannot be read (${String(code)}): it belongs to another user. Run this as that user.`, {
            cause: error,
        });
    }
}
/**
 * Returns the password of the cluster in `folder` from `passwordFile`, making both if there are none. Throws if the cluster is
 * there and its password is lost, unless the cluster was relocated: then it is moved aside, since its checkout was deleted.
 */
async function prepareCluster(options) {
    const { folder, passwordFile, onProgress } = options;
    const hasPassword = (0, node_fs_1.existsSync)(passwordFile);
    if (isInitialised(folder) && hasPassword)
        return (0, node_fs_1.readFileSync)(passwordFile, 'utf8').trim();
    if (isInitialised(folder)) {
        if (!options.isRelocated) {
            throw new Error(`${passwordFile} is gone, and with it the way into ${folder}: restore it, or remove both.`);
        }
        const aside = `${folder}.old`;
        (0, node_fs_1.rmSync)(aside, { recursive: true, force: true });
        (0, node_fs_1.renameSync)(folder, aside);
        onProgress(`${folder} is of a data folder that was deleted since: moved to ${aside}, starting anew.`);
    }
    if (!hasPassword) {
        (0, node_fs_1.writeFileSync)(passwordFile, `${(0, node_crypto_1.randomBytes)(24).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    }
    const password = (0, node_fs_1.readFileSync)(passwordFile, 'utf8').trim();
    onProgress(`Creating a database cluster in ${folder}.`);
    await createCluster(options, password);
    return password;
}
async function createCluster({ folder, binaries, user }, password) {
    // Made beside its place and renamed: an initdb that is killed halfway must not look like a cluster.
    const temporary = `${folder}.init-${process.pid}`;
    const passwordCopy = `${temporary}.password`;
    (0, node_fs_1.rmSync)(temporary, { recursive: true, force: true });
    (0, node_fs_1.mkdirSync)(temporary, { mode: 0o700 });
    (0, node_fs_1.writeFileSync)(passwordCopy, password, { mode: 0o600 });
    try {
        if (user !== undefined) {
            (0, postgres_user_1.giveTo)(user, temporary);
            (0, node_fs_1.chownSync)(passwordCopy, user.uid, user.gid);
        }
        const { code, output } = await (0, children_1.runCommand)(binaries.initdb, [
            ...[
                `--pgdata=${temporary}`,
                `--username=${exports.ROLE}`,
                `--pwfile=${passwordCopy}`,
                '--auth=scram-sha-256',
            ],
            ...['--encoding=UTF8', '--locale=C', '--no-instructions'],
        ], {
            cwd: '/',
            env: { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' },
            timeoutMs: INITDB_TIMEOUT_MS,
            ...(user && { uid: user.uid, gid: user.gid }),
        });
        if (code !== 0)
            throw new Error(`initdb failed in ${folder}: ${output}`);
        (0, node_fs_1.renameSync)(temporary, folder);
    }
    finally {
        (0, node_fs_1.rmSync)(passwordCopy, { force: true });
        (0, node_fs_1.rmSync)(temporary, { recursive: true, force: true });
    }
}
//# sourceMappingURL=postgres-folder.js.map