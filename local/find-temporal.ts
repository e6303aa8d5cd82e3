import { existsSync } from 'node:fs';
import { lastLines, runCommand } from './children';
import { findOnPath, isExecutable } from './executables';
import type { GoInstallOptions } from './go-install';
import { goInstall } from './go-install';
import { cachedProgram } from './program-cache';
import { downloadWithSdk } from './sdk-download';

const TEMPORAL = {
  module: 'github.com/temporalio/cli/cmd/temporal',
  version: 'v1.5.1',
  binary: 'temporal',
  duration: '5 to 8 minutes and 200 MB',
} as const;
const VERSION_TIMEOUT_MS = 30_000;

/** Where to look for the `temporal` program. */
type FindTemporalOptions = Pick<GoInstallOptions, 'cacheDir' | 'env' | 'onProgress' | 'signal'>;

/**
 * Returns the path of a `temporal` that runs: from the PATH, the cache, the SDK's download or `go install`, in this order;
 * throws an error with every attempt, the reason of its failure, and a remedy.
 */
export async function findTemporal(options: FindTemporalOptions): Promise<string> {
  const cached = cachedProgram({ ...TEMPORAL, cacheDir: options.cacheDir });
  const failures: string[] = [];
  const ways = [
    {
      name: '`temporal` on the PATH',
      find: () => firstWorking(findOnPath('temporal', options.env), options),
    },
    {
      name: `the cache, ${cached}`,
      find: () => firstWorking(existsSync(cached) ? [cached] : [], options),
    },
    {
      name: "the Temporal SDK's own download",
      find: async () => firstWorking([await downloadWithSdk(TEMPORAL.version, cached, options)], options),
    },
    {
      name: `\`go install ${TEMPORAL.module}@${TEMPORAL.version}\``,
      find: async () =>
        firstWorking([await goInstall({ ...options, ...TEMPORAL, overwrite: true })], options),
    },
  ];
  for (const way of ways) {
    options.signal?.throwIfAborted();
    try {
      return await way.find();
    } catch (error) {
      options.signal?.throwIfAborted();
      failures.push(`${failures.length + 1}. ${way.name}: ${messageOf(error)}`);
    }
  }
  throw new Error(
    [
      'No Temporal server could be found or fetched. Tried:',
      ...failures.map((failure) => `  ${failure}`),
      'What to do, any one of these:',
      '  - install `temporal` (https://docs.temporal.io/cli) so that it is on the PATH;',
      '  - set TEMPORAL_ADDRESS to a Temporal server that runs elsewhere;',
      '  - install Go (https://go.dev/dl) and run this again.',
    ].join('\n'),
  );
}

async function firstWorking(candidates: readonly string[], options: FindTemporalOptions): Promise<string> {
  const faults: string[] = [];
  for (const candidate of candidates) {
    const fault = await faultOf(candidate, options);
    if (fault === undefined) return candidate;
    options.onProgress(`Skipping ${candidate}: ${fault}.`);
    faults.push(`${candidate}: ${fault}`);
  }
  throw new Error(faults.length === 0 ? 'not there' : faults.join('; '));
}

async function faultOf(candidate: string, options: FindTemporalOptions): Promise<string | undefined> {
  if (!isExecutable(candidate)) return 'it is not an executable file';
  const { code, output } = await runCommand(candidate, ['--version'], {
    env: options.env,
    timeoutMs: VERSION_TIMEOUT_MS,
    ...(options.signal && { signal: options.signal }),
  });
  if (code === 0 && output.includes('temporal version')) return undefined;
  const said = lastLines(output, 1).slice(0, 200);
  return `"--version" ${code === 0 ? 'answered like another program' : 'failed'}${said === '' ? '' : ` (${said})`}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
