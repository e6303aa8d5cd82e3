import type { ChildProcess } from 'node:child_process';
import { endProcess, spawnAdtech } from '../processes/command-line';

/** An `adtech api` that runs as a separate process. */
export interface ApiProcess {
  readonly port: number;
  readonly metricsPort: number;
  readonly url: string;
  readonly child: ChildProcess;
  /** The last 20,000 characters of its output. */
  log(): string;
  /** Ends it at once, whatever it waits for. */
  stop(): Promise<void>;
}

/** Starts `adtech api` on free ports and waits until it listens. */
export async function startApiProcess(env: Readonly<Record<string, string>>): Promise<ApiProcess> {
  const child = spawnAdtech(['api'], { ...env, PORT: '0', METRICS_PORT: '0' });
  let log = '';
  const [port = 0, metricsPort = 0] = await new Promise<number[]>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-20_000);
      const listening = /"port":(\d+),"metrics_port":(\d+).*"api is listening"/.exec(log);
      if (listening) resolve(listening.slice(1).map(Number));
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => {
      reject(new Error(`the API ended with ${String(code)}: ${log}`));
    });
  });
  return {
    port,
    metricsPort,
    url: `http://127.0.0.1:${String(port)}`,
    child,
    log: () => log,
    stop: async () => {
      await endProcess(child, 'SIGKILL');
    },
  };
}
