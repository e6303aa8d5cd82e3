import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { waitUntil } from './children';

/** The record of a server, stored beside its data, with which the server is found after its supervisor was killed. */
interface ServerRecord {
  readonly pid: number;
  /** Distinguishes the process from a later one with the same id; undefined if it had ended when the record was made. */
  readonly identity: string | undefined;
  readonly supervisorPid: number;
  readonly supervisorIdentity: string | undefined;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly ports: Readonly<Record<string, number>>;
}

/** Describes a server just started by this process. */
export function describeServer(pid: number, ports: Readonly<Record<string, number>>): ServerRecord {
  return {
    pid,
    identity: processIdentity(pid),
    supervisorPid: process.pid,
    supervisorIdentity: processIdentity(process.pid),
    startedAt: new Date().toISOString(),
    ports,
  };
}

/** Writes a record atomically; it stays after a clean stop, because it also stores the ports. */
export function writePidFile(file: string, record: ServerRecord): void {
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(record)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}

/** Reads a record; undefined if there is none or it is damaged. */
export function readPidFile(file: string): ServerRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as Partial<ServerRecord> | null;
    const { pid, supervisorPid, startedAt, ports } = record ?? {};
    if (!Number.isInteger(pid) || !Number.isInteger(supervisorPid) || ports === undefined) return undefined;
    return {
      pid: pid ?? 0,
      identity: record?.identity,
      supervisorPid: supervisorPid ?? 0,
      supervisorIdentity: record?.supervisorIdentity,
      startedAt: startedAt ?? '',
      ports,
    };
  } catch {
    return undefined;
  }
}

/** Whether a process runs; a zombie does not. */
export function isAlive(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}

/** Returns the start time of a process, which distinguishes it from a later one with the same pid; undefined if it does not run. */
export function processIdentity(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    try {
      // The command name, in brackets, may hold blanks and brackets itself: count from the last one (proc(5)).
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
      return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19] ?? ''}`;
    } catch {
      return undefined;
    }
  }
  const line = ps(pid, 'stat=,lstart=');
  return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
}

/** Returns the command line of a process, with arguments separated by blanks; empty if it does not run. */
export function commandLine(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

function ps(pid: number, columns: string): string {
  try {
    const environment = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' };
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], {
      env: environment,
      encoding: 'utf8',
    }).trim();
  } catch {
    return '';
  }
}

/** Throws if the recorded server and its supervisor still run: two servers must not share one folder. */
export function assertNotInUse(record: ServerRecord | undefined, what: string): void {
  if (record === undefined || !isSame(record.pid, record.identity)) return;
  if (!isSame(record.supervisorPid, record.supervisorIdentity)) return;
  throw new Error(
    `${what} already runs for this folder, started by process ${record.supervisorPid} at ${record.startedAt}: ` +
      'stop that one first, or use another folder.',
  );
}

function isSame(pid: number, identity: string | undefined): boolean {
  return identity !== undefined && processIdentity(pid) === identity;
}

/**
 * Ends a server whose supervisor has ended, only if its command line contains all of `marks`, and returns whether there was
 * one. Sends `signal` first, and kills the server after `timeoutMs`.
 */
export async function stopLeftover(
  record: Pick<ServerRecord, 'pid'> | undefined,
  marks: readonly string[],
  options: { readonly signal: NodeJS.Signals; readonly timeoutMs: number },
): Promise<boolean> {
  if (record === undefined || !isAlive(record.pid)) return false;
  const line = commandLine(record.pid);
  if (!marks.every((mark) => line.includes(mark))) return false;
  for (const signal of [options.signal, 'SIGKILL'] as const) {
    try {
      process.kill(record.pid, signal);
    } catch (error) {
      // It may have ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    if (await waitUntil(() => !isAlive(record.pid), options.timeoutMs)) return true;
  }
  throw new Error(`Process ${record.pid}, left over from an earlier start, does not end.`);
}
