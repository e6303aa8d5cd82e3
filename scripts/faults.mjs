// `npm run faults` causes every fault of tests/faults/faults.json for real. It prints the outcome of each, and the proof that its
// test fails on a build that is broken on purpose. `-- --times N` repeats everything, `-- --write` puts the list into
// docs/reliability.md, `-- --only 3,5` takes some of the faults.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { ensureBuilt, root } from './ensure.mjs';
import { numberedItem, replaceSection } from './faults/document.mjs';

const OF_FAULT = /^(fault|proof) (\d+):/;
const FAULTS = JSON.parse(readFileSync(path.join(root, 'tests', 'faults', 'faults.json'), 'utf8'));
const options = readOptions();
await ensureBuilt();

const runs = Array.from({ length: options.times }, (_, i) => {
  if (options.times > 1) console.error(`run ${i + 1} of ${options.times}`);
  return causeFaults();
});
const rows = FAULTS.filter(({ number }) => options.only?.includes(number) ?? true).map((fault) =>
  judge(
    fault,
    runs.map((tests) => tests.filter(({ number }) => number === fault.number)),
  ),
);
const seconds = runs.map((tests) => tests.seconds);
const total = `${rows.filter(({ well }) => well).length} of ${rows.length} faults survived, ${seconds.map((one) => `${one} s`).join(' and ')} in all`;
for (const { number, fault, outcome, state, times, proofs } of rows) {
  console.log(
    `${String(number).padStart(2)}  ${state.padEnd(8)}  ${times.padStart(8)}  ${proofs.padEnd(10)}  ${fault} → ${outcome}`,
  );
}
console.log(total);
if (options.write) document();
process.exitCode = rows.every(({ well }) => well) ? 0 : 1;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        times: { type: 'string', default: '1' },
        write: { type: 'boolean', default: false },
        only: { type: 'string' },
      },
    });
    const times = Number(values.times);
    const only = values.only?.split(',').map(Number);
    if (!Number.isInteger(times) || times < 1) throw new Error('--times takes a whole number from 1');
    if (only?.some((one) => !FAULTS.some(({ number }) => number === one)))
      throw new Error(`--only takes numbers from 1 to ${FAULTS.length}, with commas between`);
    if (only !== undefined && values.write) throw new Error('--write wants all faults, --only takes some');
    return { times, only, write: values.write };
  } catch (error) {
    console.error(`error: ${error.message}\nusage: npm run faults -- [--times N] [--only 3,5] [--write]`);
    process.exit(2);
  }
}

/** The tests of faults and their proofs, and how each ended; their progress goes to stderr. */
function causeFaults() {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-faults-'));
  const report = path.join(folder, 'report.json');
  const names = options.only === undefined ? [] : ['-t', `(fault|proof) (${options.only.join('|')}):`];
  const begunAt = performance.now();
  // Proofs triple the work of a suite, and broken builds have to fail in time.
  const args = [
    '--maxWorkers',
    '2',
    '--testPathPatterns',
    'tests/faults/',
    '--json',
    '--outputFile',
    report,
    ...names,
  ];
  spawnSync(path.join(root, 'node_modules', '.bin', 'jest'), args, {
    cwd: root,
    env: { ...process.env, FAULT_PROOFS: '1' },
    stdio: ['inherit', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  rmSync(folder, { recursive: true, force: true });
  const tests = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.flatMap(({ ancestorTitles, title, status, duration }) => {
      const match = [...ancestorTitles, title].map((one) => OF_FAULT.exec(one)).find(Boolean);
      if (!match || status === 'pending') return [];
      const [, kind, number] = match;
      return [{ kind, number: Number(number), passed: status === 'passed', ms: duration ?? 0, file: name }];
    }),
  );
  return Object.assign(tests, { seconds: Math.round((performance.now() - begunAt) / 1000) });
}

/** The result of a fault in all runs: it needs a test and a proof, and all of them must pass. */
function judge(fault, perRun) {
  const all = perRun.flat();
  const of = (kind) => all.filter((one) => one.kind === kind);
  const proven = of('proof').filter(({ passed }) => passed).length;
  const missing = perRun.some((tests) =>
    ['fault', 'proof'].some((kind) => !tests.some((one) => one.kind === kind)),
  );
  const well = !missing && all.every(({ passed }) => passed);
  return {
    ...fault,
    well,
    state: missing ? 'MISSING' : well ? 'survived' : 'FAILED',
    times: perRun
      .map((tests) => `${(tests.reduce((sum, { ms }) => sum + ms, 0) / 1000).toFixed(0)} s`)
      .join(', '),
    proofs: `${proven}/${of('proof').length} proofs`,
    files: [...new Set(all.map(({ file }) => path.relative(path.join(root, 'docs'), file)))],
  };
}

function document() {
  replaceSection('faults', [
    `\`npm run faults${options.times > 1 ? ` -- --times ${options.times}` : ''}\`, ${new Date().toISOString().slice(0, 10)}: ${total}.`,
    '',
    // Numbers of faults are their places in the list.
    ...rows.flatMap(({ number, fault, outcome, state, times, proofs, files }) => {
      const tests = files.map(
        (file) => `[${path.basename(file).split('.')[0]}](${file.replaceAll(path.sep, '/')})`,
      );
      const result = `${state === 'survived' ? 'Survived' : state}, ${times}, ${proofs}, ${tests.join(', ')}.`;
      return numberedItem(number, [`**${fault}**: ${outcome}.`, result]);
    }),
  ]);
}
