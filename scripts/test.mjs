// `npm test`: formatter, linter, typecheck and every suite, on a fresh clone too. Further arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt, root } from './ensure.mjs';

ensureBuilt();

const folder = mkdtempSync(path.join(tmpdir(), 'adtech-jest-'));
const report = path.join(folder, 'report.json');
const counts = { passed: 0, failed: 0 };

for (const [name, ...args] of [
  ['prettier', '--check', '--log-level', 'warn', '.'],
  ['eslint', '--max-warnings', '0', '.'],
  ['tsc', '--noEmit'],
]) {
  const well = run(name, args);
  console.log(`${well ? '✓' : '✗'} ${name}`);
  if (well) counts.passed++;
  else counts.failed++;
}
const suitesWell = run(
  'jest',
  ['--json', '--outputFile', report, ...process.argv.slice(2)],
  ['inherit', 'ignore', 'inherit'],
);
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + numRuntimeErrorTestSuites;
} catch {
  counts.failed++;
}
rmSync(folder, { recursive: true, force: true });

console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = suitesWell && counts.failed === 0 ? 0 : 1;

/** Runs a program of the project's dependencies; tells whether it ended well. */
function run(name, args, stdio = 'inherit') {
  const program = path.join(root, 'node_modules', '.bin', name);
  return spawnSync(program, args, { cwd: root, stdio, shell: process.platform === 'win32' }).status === 0;
}
