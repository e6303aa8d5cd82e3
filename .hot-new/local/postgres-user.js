"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.findServerUser = findServerUser;
exports.canWrite = canWrite;
exports.giveTo = giveTo;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const children_1 = require("./children");
const COMMAND_TIMEOUT_MS = 30_000;
const USER_NAME = 'postgres';
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
/**
 * Returns the account to run Postgres under: undefined (our own) unless this process is root; else the owner of the data
 * folder if that is not root, else `postgres`, created if missing.
 */
async function findServerUser(dataDir, onProgress) {
    if (process.getuid?.() !== 0)
        return undefined;
    const owner = (0, node_fs_1.statSync)(dataDir, { throwIfNoEntry: false });
    const existing = await lookUpUser();
    if (owner !== undefined && owner.uid !== 0 && owner.uid !== existing?.uid) {
        return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
    }
    if (existing !== undefined)
        return existing;
    onProgress(`Postgres does not run as root: creating the system user ${USER_NAME} for it.`);
    const outputs = [];
    for (const [command, ...commandArguments] of [
        ['groupadd', '--system', '--force', USER_NAME],
        ['useradd', '--system', '--gid', USER_NAME, '--no-create-home', '--shell', '/bin/false', USER_NAME],
    ]) {
        const { output } = await (0, children_1.runCommand)(command, commandArguments, {
            env: ENVIRONMENT,
            timeoutMs: COMMAND_TIMEOUT_MS,
        });
        outputs.push(output.trim());
    }
    const created = await lookUpUser();
    if (created !== undefined)
        return created;
    throw new Error(`Postgres does not run as root, and the user ${USER_NAME} could not be created (${outputs.join('; ')}): ` +
        'run this as another user, create that one, or set DATABASE_URL to a Postgres that runs elsewhere.');
}
async function lookUpUser() {
    const options = { env: ENVIRONMENT, timeoutMs: COMMAND_TIMEOUT_MS };
    const uid = await (0, children_1.runCommand)('id', ['-u', USER_NAME], options);
    const gid = await (0, children_1.runCommand)('id', ['-g', USER_NAME], options);
    if (uid.code !== 0 || gid.code !== 0)
        return undefined;
    return { name: USER_NAME, uid: Number(uid.output), gid: Number(gid.output) };
}
/** Tells whether `user` can enter a folder and write there, by trying it as that user. */
async function canWrite(folder, user) {
    const { code } = await (0, children_1.runCommand)('/bin/sh', ['-c', 'test -x "$0" && test -w "$0"', folder], {
        cwd: '/',
        env: {},
        uid: user.uid,
        gid: user.gid,
        timeoutMs: COMMAND_TIMEOUT_MS,
    });
    return code === 0;
}
/** Gives a folder and all in it to `user`. */
function giveTo(user, folder) {
    (0, node_fs_1.chownSync)(folder, user.uid, user.gid);
    for (const name of (0, node_fs_1.readdirSync)(folder, { recursive: true, encoding: 'utf8' })) {
        const file = node_path_1.default.join(folder, name);
        // Links are left alone: what they point to may be no part of the folder.
        if (!(0, node_fs_1.lstatSync)(file).isSymbolicLink())
            (0, node_fs_1.chownSync)(file, user.uid, user.gid);
    }
}
//# sourceMappingURL=postgres-user.js.map