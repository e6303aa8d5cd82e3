import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { findOnPath } from '../../local/executables';
import { goInstall } from '../../local/go-install';
import { freePort, isListening } from '../../local/ports';

/** A running versitygw over a folder. */
export interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Finds or fetches versitygw, a real S3 server, and starts it over `folder` with keys made for this run. */
export async function startS3Server(folder: string): Promise<S3Server> {
  const executable =
    findOnPath('versitygw', process.env)[0] ??
    (await goInstall({
      module: 'github.com/versity/versitygw/cmd/versitygw',
      version: 'v1.8.0',
      binary: 'versitygw',
      cacheDir: path.join(homedir(), '.cache', 'adtech'),
      env: process.env,
      onProgress: (line) => process.stderr.write(`${line}\n`),
    }));
  const accessKeyId = randomBytes(10).toString('hex');
  const secretAccessKey = randomBytes(20).toString('hex');
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const child = spawn(executable, ['--port', `127.0.0.1:${String(port)}`, '--quiet', 'posix', folder], {
    env: { PATH: process.env['PATH'], ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
    stdio: 'ignore',
  });
  const exited = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`versitygw ended with ${String(child.exitCode)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    accessKeyId,
    secretAccessKey,
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}
