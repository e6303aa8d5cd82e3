import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** Returns the file name of a program on this platform. */
export function executableName(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

/** Returns every executable of that name on the PATH of `env`, in its order. */
export function findOnPath(name: string, env: NodeJS.ProcessEnv): string[] {
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const files = folders.map((folder) => path.resolve(folder, executableName(name)));
  return [...new Set(files)].filter(isExecutable);
}

/** Whether a path is a file that this user may run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
