import { rm } from 'node:fs/promises';
import path from 'node:path';
import { lastLines, runCommand } from './children';
import { executableName, findOnPath, isExecutable } from './executables';
import { cachedProgram, makeTemporaryFolder, moveInto } from './program-cache';

const INSTALL_TIMEOUT_MS = 30 * 60_000;
const PROGRESS_EVERY_MS = 30_000;

/** A program to install with Go, and where to keep it. */
export interface GoInstallOptions {
  /** The package path, such as `github.com/temporalio/cli/cmd/temporal`. */
  readonly module: string;
  /** With its leading v. */
  readonly version: string;
  /** The name of the program that `go install` makes. */
  readonly binary: string;
  readonly cacheDir: string;
  /** The environment of the Go command, which is searched on its PATH. */
  readonly env: NodeJS.ProcessEnv;
  readonly onProgress: (line: string) => void;
  /** Installs it even if the cache has it, because the cached one is broken; default false. */
  readonly overwrite?: boolean;
  /** Expected time in the message at the start, such as `5 to 8 minutes`. */
  readonly duration?: string;
  /** Default 30,000. */
  readonly progressEveryMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns a program from the cache, or installs it there with `go install`; several processes may do so at once. Throws if
 * Go is missing or fails.
 */
export async function goInstall(options: GoInstallOptions): Promise<string> {
  const target = cachedProgram(options);
  if (!options.overwrite && isExecutable(target)) return target;
  const [go] = findOnPath('go', options.env);
  if (go === undefined) throw new Error('Go is not on the PATH');
  const source = `${options.module}@${options.version}`;
  options.onProgress(
    `Installing ${options.binary} with "go install ${source}"; this takes ${options.duration ?? 'some minutes'}, once.`,
  );
  const folder = await makeTemporaryFolder(options.cacheDir);
  const stopTelling = tellElapsed(options);
  try {
    const { code, output } = await runCommand(go, ['install', source], {
      // Inside the folder no go.mod or go.work of the caller can interfere.
      cwd: folder,
      env: { ...options.env, CGO_ENABLED: '0', GOBIN: folder, GOWORK: 'off' },
      timeoutMs: INSTALL_TIMEOUT_MS,
      killSignal: 'SIGINT',
      ...(options.signal && { signal: options.signal }),
    });
    if (code !== 0) throw new Error(`"go install ${source}" failed: ${lastLines(output, 4).slice(-800)}`);
    await moveInto(path.join(folder, executableName(options.binary)), target);
    return target;
  } finally {
    stopTelling();
    await rm(folder, { recursive: true, force: true });
  }
}

function tellElapsed(options: GoInstallOptions): () => void {
  const start = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - start) / 1000);
    const elapsed = `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
    options.onProgress(`Still installing ${options.binary} with Go: ${elapsed} so far.`);
  }, options.progressEveryMs ?? PROGRESS_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}
