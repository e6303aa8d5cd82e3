import { chownSync, lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { runCommand } from './children';

const COMMAND_TIMEOUT_MS = 30_000;
const USER_NAME = 'postgres';
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };

/** The account for Postgres when this process is root, because Postgres refuses to run as root. */
export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/**
 * Returns the account to run Postgres under: undefined (our own) unless this process is root; else the owner of the data
 * folder if that is not root, else `postgres`, created if missing.
 */
export async function findServerUser(
  dataDir: string,
  onProgress: (line: string) => void,
): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  const existing = await lookUpUser();
  if (owner !== undefined && owner.uid !== 0 && owner.uid !== existing?.uid) {
    return { name: `uid ${owner.uid}`, uid: owner.uid, gid: owner.gid };
  }
  if (existing !== undefined) return existing;
  onProgress(`Postgres does not run as root: creating the system user ${USER_NAME} for it.`);
  const outputs = [];
  for (const [command, ...commandArguments] of [
    ['groupadd', '--system', '--force', USER_NAME],
    ['useradd', '--system', '--gid', USER_NAME, '--no-create-home', '--shell', '/bin/false', USER_NAME],
  ] as const) {
    const { output } = await runCommand(command, commandArguments, {
      env: ENVIRONMENT,
      timeoutMs: COMMAND_TIMEOUT_MS,
    });
    outputs.push(output.trim());
  }
  const created = await lookUpUser();
  if (created !== undefined) return created;
  throw new Error(
    `Postgres does not run as root, and the user ${USER_NAME} could not be created (${outputs.join('; ')}): ` +
      'run this as another user, create that one, or set DATABASE_URL to a Postgres that runs elsewhere.',
  );
}

async function lookUpUser(): Promise<ServerUser | undefined> {
  const options = { env: ENVIRONMENT, timeoutMs: COMMAND_TIMEOUT_MS };
  const uid = await runCommand('id', ['-u', USER_NAME], options);
  const gid = await runCommand('id', ['-g', USER_NAME], options);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { name: USER_NAME, uid: Number(uid.output), gid: Number(gid.output) };
}

/** Whether `user` can enter a folder and write there, by an attempt as that user. */
export async function canWrite(folder: string, user: ServerUser): Promise<boolean> {
  const { code } = await runCommand('/bin/sh', ['-c', 'test -x "$0" && test -w "$0"', folder], {
    cwd: '/',
    env: {},
    uid: user.uid,
    gid: user.gid,
    timeoutMs: COMMAND_TIMEOUT_MS,
  });
  return code === 0;
}

/** Makes `user` the owner of a folder and its contents. */
export function giveTo(user: ServerUser, folder: string): void {
  chownSync(folder, user.uid, user.gid);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(folder, name);
    // Links are skipped: their targets may lie outside of the folder.
    if (!lstatSync(file).isSymbolicLink()) chownSync(file, user.uid, user.gid);
  }
}
