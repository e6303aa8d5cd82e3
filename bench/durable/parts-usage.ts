import { readFileSync } from 'node:fs';
import type { CpuParts } from '../system';
import { canMeasureUsage, cpuSecondsOf, peakMemoryMb, processTree } from '../process-usage';

const SAMPLE_MS = 250;
const BYTES_PER_KIB = 1_024;
const BYTES_PER_MB = 1e6;

/** The processes of a system, the first of each tree; the command and Postgres are not among them. */
export interface SystemPids {
  /** Where the steps run. */
  readonly worker: readonly number[];
  readonly server: readonly number[];
}

/** CPU seconds so far of all parts but the command; undefined where they cannot be measured. */
export function cpuSoFar(pids: SystemPids, postgresPid: number): Omit<CpuParts, 'command'> | undefined {
  const sum = (of: readonly number[]) =>
    of.reduce<number | undefined>((total, pid) => {
      const seconds = cpuSecondsOf(pid);
      return total === undefined || seconds === undefined ? undefined : total + seconds;
    }, 0);
  const [worker, server, postgres] = [sum(pids.worker), sum(pids.server), sum([postgresPid])];
  if (worker === undefined || server === undefined || postgres === undefined) return undefined;
  return { worker, server, postgres };
}

/**
 * Runs `work`, and tells the most memory that processes have had: the peak of one, or with their descendants the highest sum
 * of many looks meanwhile, where pages that several have count once.
 */
export async function withPeak<Result>(
  pids: readonly number[],
  hasDescendants: boolean,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly peakMb: number | undefined }> {
  if (!canMeasureUsage()) return { result: await work(), peakMb: undefined };
  const own = () => Math.max(...pids.map((pid) => peakMemoryMb(pid) ?? 0));
  if (!hasDescendants) return { result: await work(), peakMb: own() };
  let peakMb = 0;
  const look = setInterval(() => {
    const sum = pids.flatMap(processTree).reduce((total, pid) => total + proportionalMb(pid), 0);
    peakMb = Math.max(peakMb, sum);
  }, SAMPLE_MS);
  try {
    const result = await work();
    return { result, peakMb: Math.max(peakMb, own()) };
  } finally {
    clearInterval(look);
  }
}

/** Resident memory of a process with its share of pages that several have; 0 when it has ended. */
function proportionalMb(pid: number): number {
  try {
    const kib = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
    return (Number(kib ?? 0) * BYTES_PER_KIB) / BYTES_PER_MB;
  } catch {
    return 0;
  }
}
