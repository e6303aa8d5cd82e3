import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** Lets plain Node load the project's TypeScript, as jest does here. */
const LOADER = `
const { transformFileSync } = require('@swc/core');
require.extensions['.ts'] = (module, file) => {
  const { code } = transformFileSync(file, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  module._compile(code, file);
};
// A failed test must not leave it behind: it ends with the process of the tests.
process.stdin.resume().on('end', () => process.exit(1));
`;

/** A process that acts as another supervisor; `said` is the first line it printed. */
export interface AnotherProcess {
  readonly said: string;
  readonly child: ChildProcess;
  /** Ends it with SIGKILL, so that it cannot clean up. */
  kill(): Promise<void>;
}

/** Runs a script with the project's root as its folder and waits until it prints a line. */
export async function inAnotherProcess(script: string): Promise<AnotherProcess> {
  const child = spawn(process.execPath, ['-e', `${LOADER}\n${script}`], {
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  let [output, errors] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      if (output.includes('\n')) resolve();
    });
    child.once('exit', () => {
      reject(new Error(`The other process ended without a line: ${errors}`));
    });
  });
  return {
    said: output.split('\n')[0]!,
    child,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}
