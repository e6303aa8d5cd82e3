// `npm run test:nodes`: the unit tests on the supported versions of Node that are not this one. `-- 22 26` takes other
// versions, `-- 24 tests/domain` some of the tests. The last line has the counts of all versions.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBuilt, root } from './ensure.mjs';
import { installNode, VERSIONS } from './nodes/binaries.mjs';

/** Those that `.ci/run` takes. */
const USUAL = ['24', '26'];

const args = process.argv.slice(2);
const asked = args.filter((arg) => /^\d+$/.test(arg));
const unknown = asked.find((major) => !(major in VERSIONS));
if (unknown !== undefined) {
  console.error(`no Node ${unknown} here; choose from ${Object.keys(VERSIONS).join(', ')}`);
  process.exit(2);
}
const tests = args.filter((arg) => !asked.includes(arg));
await ensureBuilt();
const total = { passed: 0, failed: 0 };
for (const major of asked.length > 0 ? asked : USUAL) {
  const { passed, failed } = runOn(VERSIONS[major]);
  console.log(`Node ${VERSIONS[major]}: ${passed} passed, ${failed} failed`);
  total.passed += passed;
  total.failed += failed;
}
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs the unit tests on a version; what they start by the name of `node` runs on it too. */
function runOn(version) {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-nodes-'));
  const report = path.join(folder, 'report.json');
  try {
    const node = installNode(version);
    const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
    const files = tests.length > 0 ? ['--', ...tests] : [];
    spawnSync(node, [jest, '--selectProjects', 'unit', '--json', '--outputFile', report, ...files], {
      cwd: root,
      stdio: ['inherit', 'ignore', 'inherit'],
      env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
    });
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch (error) {
    console.error(error.message);
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
