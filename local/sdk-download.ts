import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { hasExited, lastLines, waitUntil } from './children';
import { makeTemporaryFolder, moveInto } from './program-cache';

const STALL_TIMEOUT_MS = 20_000;
const TOTAL_TIMEOUT_MS = 10 * 60_000;

/**
 * The SDK downloads only when it starts a dev server, so one is started and stopped. This happens in a separate process:
 * otherwise a download could not be cancelled, and the SDK would install its Runtime and signal handlers before the worker.
 */
const DOWNLOAD_SCRIPT = `
const [sdk, downloadDir, version] = process.argv.slice(1);
const { TestWorkflowEnvironment } = require(sdk);
TestWorkflowEnvironment.createLocal({ server: { executable: { type: 'cached-download', downloadDir, version } } })
  .then((environment) => environment.teardown())
  .catch((error) => { process.stderr.write(String(error.message)); process.exitCode = 1; });
`;

/**
 * Lets the Temporal SDK download its dev server and moves it to `target`, which is returned; throws if nothing arrives for
 * 20 s, or after 10 minutes.
 */
export async function downloadWithSdk(
  version: string,
  target: string,
  options: {
    readonly cacheDir: string;
    readonly env: NodeJS.ProcessEnv;
    readonly onProgress: (line: string) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<string> {
  options.onProgress(`Downloading the Temporal server ${version} with the SDK, once.`);
  const folder = await makeTemporaryFolder(options.cacheDir);
  try {
    const fault = await runDownload(folder, version, options);
    const file = readdirSync(folder).find((name) => !name.endsWith('.downloading'));
    if (file === undefined) {
      options.onProgress(`The download failed: ${fault}.`);
      throw new Error(fault);
    }
    await moveInto(path.join(folder, file), target);
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runDownload(
  folder: string,
  version: string,
  options: { readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const sdk = require.resolve('@temporalio/testing');
  const child = spawn(process.execPath, ['-e', DOWNLOAD_SCRIPT, sdk, folder, version], {
    env: options.env,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    // A separate process group, so that a dev server it started ends with it.
    detached: true,
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  child.on('error', () => undefined);

  let bytes = 0;
  let lastGrowthAt = performance.now();
  const isStalled = (): boolean => {
    const now = sizeOf(folder);
    if (now !== bytes) [bytes, lastGrowthAt] = [now, performance.now()];
    return performance.now() - lastGrowthAt > STALL_TIMEOUT_MS;
  };
  await waitUntil(
    () => hasExited(child) || options.signal?.aborted === true || isStalled(),
    TOTAL_TIMEOUT_MS,
  );
  if (hasExited(child)) return shorten(said);
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  await waitUntil(() => hasExited(child), STALL_TIMEOUT_MS);
  return `gave up: nothing arrived for ${STALL_TIMEOUT_MS / 1000} s, or it was not done after ${TOTAL_TIMEOUT_MS / 60_000} minutes`;
}

function sizeOf(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => {
    const file = statSync(path.join(folder, name), { throwIfNoEntry: false });
    return sum + (file?.size ?? 0);
  }, 0);
}

/** The SDK's message repeats the address for each layer; its last line is enough. */
function shorten(message: string): string {
  const line = lastLines(message, 1).replace(/^Failed to start ephemeral server: /, '');
  return line === '' ? 'it ended without a file' : line.slice(0, 400);
}
