import { readFileSync } from 'node:fs';
import { ADTECH } from './checkout';
import { startServerProcess } from './server-process';
import type { ServerProcess, ServerProcessOptions } from './server-process';

const POLLING = 'worker is polling';

/** How to start a worker. */
export interface WorkerProcessOptions extends Omit<ServerProcessOptions, 'what' | 'command' | 'isReady'> {
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** A network namespace to start it in. */
  readonly networkNamespace?: string;
}

/** Starts `adtech worker` and waits until it polls. @throws Error with the end of its log when it ends before. */
export function startWorkerProcess(options: WorkerProcessOptions): Promise<ServerProcess> {
  const { nodeOptions = [], networkNamespace, ...common } = options;
  const command = [process.execPath, ...nodeOptions, ADTECH, 'worker'];
  return startServerProcess({
    ...common,
    what: 'the worker',
    // `ip netns exec` becomes the command: the process id is the worker's own.
    command: networkNamespace === undefined ? command : ['ip', 'netns', 'exec', networkNamespace, ...command],
    isReady: () => readFileSync(options.logFile, 'utf8').includes(POLLING),
  });
}
