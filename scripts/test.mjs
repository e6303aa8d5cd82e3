// `npm test`: formatter, linters, type check and every suite, on a fresh clone too. Further arguments go to Jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt, root } from './ensure.mjs';

await ensureBuilt();

const folder = mkdtempSync(path.join(tmpdir(), 'adtech-jest-'));
const report = path.join(folder, 'report.json');
const SLOWEST_SUITES = 10;
const counts = { passed: 0, failed: 0 };

for (const [name, program, ...args] of [
  ['prettier', bin('prettier'), '--check', '--log-level', 'warn', '.'],
  ['eslint', bin('eslint'), '--max-warnings', '0', '.'],
  ['markdownlint', bin('markdownlint-cli2')],
  ['tsc', bin('tsc'), '--noEmit'],
  ['import circles', bin('depcruise'), '--config', '.dependency-cruiser.cjs', '--output-type', 'err', '.'],
  // Whether the example's types match the API's document.
  ['typed client', process.execPath, path.join(root, 'scripts', 'client.mjs'), '--check'],
  ['generated texts', process.execPath, path.join(root, 'scripts', 'generate.mjs'), '--check'],
]) {
  const well = run(program, args);
  console.log(`${well ? '✓' : '✗'} ${name}`);
  if (well) counts.passed++;
  else counts.failed++;
}
const suitesWell = run(
  bin('jest'),
  ['--json', '--outputFile', report, ...process.argv.slice(2)],
  ['inherit', 'ignore', 'inherit'],
);
try {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  counts.passed += numPassedTests;
  counts.failed += numFailedTests + numRuntimeErrorTestSuites;
  printSlowest(testResults);
} catch {
  counts.failed++;
}
rmSync(folder, { recursive: true, force: true });

console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = suitesWell && counts.failed === 0 ? 0 : 1;

/** Prints the suites that took longest, so that a slow one is seen. */
function printSlowest(suites) {
  const timed = suites.map(({ name, startTime, endTime }) => ({
    name,
    seconds: (endTime - startTime) / 1000,
  }));
  console.log(`the ${SLOWEST_SUITES} slowest suites, in seconds:`);
  for (const { name, seconds } of timed.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_SUITES))
    console.log(`${seconds.toFixed(0).padStart(5)}  ${path.relative(root, name)}`);
}

/** A program of the project's dependencies. */
function bin(name) {
  return path.join(root, 'node_modules', '.bin', name);
}

/** Runs a program; tells whether it ended well. */
function run(program, args, stdio = 'inherit') {
  const shell = process.platform === 'win32' && program !== process.execPath;
  return spawnSync(program, args, { cwd: root, stdio, shell }).status === 0;
}
