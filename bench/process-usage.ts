import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of a second in /proc, the same on every architecture that Node runs on (proc(5), USER_HZ). */
const TICKS_PER_SECOND = 100;
const BYTES_PER_KIB = 1_024;
const BYTES_PER_MB = 1e6;

interface ProcessTimes {
  readonly parentPid: number;
  /** Of all its threads, ended ones too. */
  readonly ownSeconds: number;
  /** Of its children that have ended, and theirs. */
  readonly endedChildrenSeconds: number;
}

/** Tells whether this system has /proc; elsewhere only wall time is measured. */
export function canMeasureUsage(): boolean {
  return process.platform === 'linux';
}

/** CPU seconds, user and system, of a process with all its threads and descendants so far; undefined without /proc. */
export function cpuSecondsOf(pid: number): number | undefined {
  if (!canMeasureUsage()) return undefined;
  let seconds = 0;
  for (const { ownSeconds, endedChildrenSeconds } of timesOfTree(pid).values()) {
    seconds += ownSeconds + endedChildrenSeconds;
  }
  return seconds;
}

/** The ids of a process and of its descendants that run. */
export function processTree(pid: number): number[] {
  return [...timesOfTree(pid).keys()];
}

function timesOfTree(pid: number): Map<number, ProcessTimes> {
  const times = new Map<number, ProcessTimes>();
  for (const name of readdirSync('/proc')) {
    const other = /^\d+$/.test(name) ? readTimes(name) : undefined;
    if (other !== undefined) times.set(Number(name), other);
  }
  const descends = (other: number | undefined): boolean =>
    other === pid || (other !== undefined && descends(times.get(other)?.parentPid));
  return new Map([...times].filter(([other]) => descends(other)));
}

/** CPU seconds of the ended children of this process: the difference before and after one child is what it used. */
export function cpuSecondsOfEndedChildren(): number | undefined {
  return canMeasureUsage() ? readTimes('self')?.endedChildrenSeconds : undefined;
}

/** Peak resident memory of a process that runs, in MB, mapped files included; undefined without /proc. */
export function peakMemoryMb(pid: number | 'self'): number | undefined {
  return memoryMb(pid, /^VmHWM:\s+(\d+) kB$/m);
}

/** Resident memory of a process now, as `peakMemoryMb`. */
export function residentMemoryMb(pid: number): number | undefined {
  return memoryMb(pid, /^VmRSS:\s+(\d+) kB$/m);
}

function memoryMb(pid: number | 'self', line: RegExp): number | undefined {
  if (!canMeasureUsage()) return undefined;
  const kib = line.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
  return kib === undefined ? undefined : (Number(kib) * BYTES_PER_KIB) / BYTES_PER_MB;
}

function readTimes(pid: string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command name, in brackets, may hold blanks and brackets itself: count from the last one (proc(5)).
    const fields = stat
      .replace(/^.*\) /s, '')
      .split(' ')
      .map(Number);
    const [parentPid = 0, user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = [
      1, 11, 12, 13, 14,
    ].map((index) => fields[index]);
    return {
      parentPid,
      ownSeconds: (user + system) / TICKS_PER_SECOND,
      endedChildrenSeconds: (childrenUser + childrenSystem) / TICKS_PER_SECOND,
    };
  } catch {
    // It ended between the listing and the reading.
    return undefined;
  }
}
