import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { endChild, hasExited, startServer } from '../../local/children';
import { findOnPath } from '../../local/executables';
import { goInstall } from '../../local/go-install';
import type { GoInstallOptions } from '../../local/go-install';
import { freePort, isListening } from '../../local/ports';

const VERSITYGW = {
  module: 'github.com/versity/versitygw/cmd/versitygw',
  version: 'v1.8.0',
  binary: 'versitygw',
  duration: '2 minutes',
} as const;
const POLL_MS = 50;
const STOP_TIMEOUT_MS = 10_000;

/** A running versitygw over a folder. */
interface S3Server {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly pid: number;
  /** Ends it; harmless when repeated. */
  stop(): Promise<void>;
}

/** Returns the path of versitygw, a real S3 server: from the PATH, the cache or `go install`. */
export async function findVersitygw(
  options: Pick<GoInstallOptions, 'cacheDir' | 'env' | 'onProgress' | 'signal'>,
): Promise<string> {
  const [onPath] = findOnPath(VERSITYGW.binary, options.env);
  return onPath ?? (await goInstall({ ...VERSITYGW, ...options }));
}

/** Starts versitygw on a free port of 127.0.0.1, over a folder whose folders are buckets, with keys made for this run. */
export async function startS3Server(executable: string, folder: string): Promise<S3Server> {
  const accessKeyId = randomBytes(10).toString('hex');
  const secretAccessKey = randomBytes(20).toString('hex');
  const port = await freePort();
  mkdirSync(folder, { recursive: true });
  const child = startServer(
    executable,
    ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', folder],
    // Nothing of the caller's environment is meant for this server, VGW_* least of all.
    {
      env: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey },
      cwd: folder,
      logFile: undefined,
    },
  );
  while (!(await isListening(port))) {
    if (hasExited(child))
      throw new Error(`${executable} ended with ${child.exitCode ?? child.signalCode ?? '?'}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKeyId,
    secretAccessKey,
    pid: child.pid ?? 0,
    stop: () => endChild(child, ['SIGTERM', 'SIGKILL'], STOP_TIMEOUT_MS),
  };
}
