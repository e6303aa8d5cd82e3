import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { childEnvironment } from '../config/settings';
import { findOnPath } from '../local/executables';
import { removeFolder } from './checkout';
import { timeCommand } from './command';

/**
 * Path of a Python that has the packages of a requirements file, in an environment below `folder` that later calls find again.
 * @throws Error with the reason why there is none.
 */
export async function preparePython(
  requirements: string,
  folder: string,
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<string> {
  const key = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = path.join(folder, `python-${key}`);
  const python = path.join(environment, 'bin', 'python');
  const stamp = path.join(environment, 'complete');
  if (existsSync(stamp)) return python;
  const [system] = findOnPath('python3', childEnvironment());
  if (system === undefined) throw new Error('python3 is not on the PATH');
  say('installing the Python packages of the peers, once');
  removeFolder(environment);
  // pip needs the caller's environment: on some networks only its settings lead to a package index.
  const options = { env: childEnvironment(), cwd: folder, stop };
  await timeCommand(system, ['-m', 'venv', environment], options);
  await timeCommand(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements],
    options,
  );
  writeFileSync(stamp, '');
  return python;
}
