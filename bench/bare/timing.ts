import path from 'node:path';
import type { Bench } from '../bench';
import { ownEnvironment, timeCommand } from '../command';
import type { SystemTiming } from '../system';

const PROCESS = path.join(__dirname, 'process.js');

/** What the process with the bare runs writes. */
export interface BareTiming {
  readonly wallSeconds: number;
  /** Undefined where it cannot be measured; the worker's process starts the runs as well. */
  readonly cpu?: { readonly worker: number; readonly server: number };
}

/** Times runs of four empty activities on a separate server and worker: the lower limit for any run. */
export async function timeBareRuns({ servers, stop }: Bench, runs: number): Promise<SystemTiming> {
  const temporal = await servers.startTemporal();
  try {
    const args = [PROCESS, temporal.address, String(temporal.pid), String(runs)];
    const env = ownEnvironment(servers.folder);
    const { output } = await timeCommand(process.execPath, args, { env, cwd: servers.folder, stop });
    const { wallSeconds, cpu } = JSON.parse(output.trim().split('\n').at(-1) ?? '') as BareTiming;
    return {
      wallSeconds,
      cpu: cpu === undefined ? undefined : { ...cpu, postgres: 0, command: 0 },
      workerPeakMb: undefined,
    };
  } finally {
    await temporal.stop();
  }
}
