// `npm run soak -- --minutes N` runs the whole system, kills its parts at random, adds late rows, and calls the API throughout.
// At the end it compares every date and every answer with a naive reference. `--seed S` makes another plan, `--write` puts the
// figures into docs/reliability.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import config from '../jest.config.mjs';
import { ensureBuilt, root } from './ensure.mjs';
import { markdownTable, replaceSection } from './faults/document.mjs';

const { minutes, seed, write } = readOptions();
await ensureBuilt();
const folder = mkdtempSync(path.join(tmpdir(), 'adtech-soak-report-'));
const report = path.join(folder, 'report.json');
const [unit] = config.projects;
const soak = {
  ...unit,
  rootDir: root,
  testMatch: ['<rootDir>/tests/soak/*.soak.ts'],
  testPathIgnorePatterns: [],
};
const { status } = spawnSync(
  path.join(root, 'node_modules', '.bin', 'jest'),
  ['--config', JSON.stringify(soak), '--runInBand'],
  {
    cwd: root,
    stdio: ['inherit', 'ignore', 'inherit'],
    env: { ...process.env, ADTECH_SOAK: JSON.stringify({ minutes, seed, report }) },
    shell: process.platform === 'win32',
  },
);
if (existsSync(report)) {
  const rows = rowsOf(JSON.parse(readFileSync(report, 'utf8')));
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`${name.padEnd(width)}  ${value}`);
  if (write && status === 0) {
    const command = `npm run soak -- --minutes ${minutes} --seed ${seed}`;
    const when = new Date().toISOString().slice(0, 10);
    replaceSection('soak', [
      `\`${command}\`, ${when}.`,
      '',
      ...markdownTable([['figure', 'value'], ...rows]),
    ]);
  }
}
rmSync(folder, { recursive: true, force: true });
process.exitCode = status ?? 1;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '20' },
        seed: { type: 'string', default: '20241129' },
        write: { type: 'boolean', default: false },
      },
    });
    const minutes = Number(values.minutes);
    const seed = Number(values.seed);
    if (!(minutes >= 1 && minutes <= 1_440)) throw new Error('--minutes takes a number from 1 to 1440');
    if (!Number.isInteger(seed)) throw new Error('--seed takes a whole number');
    return { minutes, seed, write: values.write };
  } catch (error) {
    console.error(`error: ${error.message}\nusage: npm run soak -- [--minutes N] [--seed S] [--write]`);
    process.exit(2);
  }
}

function rowsOf(figures) {
  const list = (counts) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  const none = (faults) => (faults.length === 0 ? 'none' : faults.join('; '));
  const kills = Object.values(figures.kills).reduce((sum, count) => sum + count, 0);
  return [
    ['minutes, seed', `${figures.minutes}, ${figures.seed}`],
    ['kills', `${kills}: ${list(figures.kills)}`],
    ['dates published, of the calendar', `${figures.dates} of ${figures.datesOfTheCalendar}`],
    ['dates lost, before any repair', none(figures.datesMissingBeforeAnyHand)],
    ['objects with late rows', figures.lateObjects],
    ['runs', `${figures.runs}: ${list(figures.runsByStatus)}`],
    ['dates that differ from the reference', none(figures.datesThatDiffer)],
    ['answers of the API by status', list(figures.answers)],
    [
      'lists compared with the reference of their run',
      `${figures.listsChecked} of ${figures.publicationsSeen} publications`,
    ],
    ['mixtures, wrong lists, errors other than 503', none(figures.faultsOfTheApi)],
    ['what the doctor finds of the calendar', none(figures.calendarFindings)],
    ['workers that ended without being killed, and were started again', figures.workersEndedByThemselves],
  ];
}
