import type { ChildProcess } from 'node:child_process';
import { endProcess, spawnAdtech } from '../processes/command-line';

/** An `adtech api` that runs as a separate process. */
export interface ApiProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** Ends it at once, whatever it waits for. */
  stop(): Promise<void>;
}

/** Starts `adtech api` on free ports and waits until it listens. */
export async function startApiProcess(env: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const child = spawnAdtech(['api'], { ...env, PORT: '0', METRICS_PORT: '0' });
  let log = '';
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
      const listening = /"port":(\d+).*"api is listening"/.exec(log);
      if (listening) resolve(Number(listening[1]));
    });
    child.stderr?.on('data', (chunk: Buffer) => (log += chunk.toString()));
    child.once('exit', (code) => {
      reject(new Error(`the API ended with ${String(code)}: ${log}`));
    });
  });
  return {
    port,
    child,
    stop: async () => {
      await endProcess(child, 'SIGKILL');
    },
  };
}
