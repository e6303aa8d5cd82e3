import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { withoutPassword } from '../../config/shared-settings';
import { Home } from '../../cli/home';
import type { RunningParts } from '../../cli/home';
import { readSettings } from '../../cli/read-settings';
import { resolveAddresses, resolveDatabase, periodOf } from '../../cli/addresses';
import { processIdentity } from '../../local/leftovers';

const DATABASE = 'postgres://ads:secret@db.example.com:5432/ads';
const RUNNING: RunningParts = {
  pid: process.pid,
  identity: processIdentity(process.pid),
  databaseUrl: 'postgres://adtech:made@127.0.0.1:54329/adtech',
  database: 'postgres://adtech@127.0.0.1:54329/adtech',
  temporalAddress: '127.0.0.1:7233',
  settings: {
    LAKE_URL: 'file:///data/own',
    START_DATE: '2026-11-27',
    MORE_MODELS: 'none',
    MAX_REJECTED_FRACTION: '0.2',
  },
};

let home: Home;
let before: NodeJS.ProcessEnv;

beforeEach(() => {
  home = new Home(mkdtempSync(path.join(tmpdir(), 'adtech-home-')));
  before = process.env;
  process.env = { HOME: tmpdir() };
});

afterEach(() => {
  process.env = before;
  rmSync(home.folder, { recursive: true, force: true });
});

/** The settings here, and the lines that were told. */
function read(env: Record<string, string> = {}) {
  process.env = { ...process.env, ...env };
  const lines: string[] = [];
  const settings = readSettings(home, (line) => lines.push(line));
  return { settings, lines };
}

it('takes over what a running up runs with, without a word', () => {
  home.running = RUNNING;
  const { settings, lines } = read();
  expect(settings).toMatchObject({ maxRejectedFraction: 0.2, models: ['TopProducts', 'TopCTR'] });
  expect(resolveAddresses(settings, home)).toMatchObject({
    lakeUrl: 'file:///data/own',
    startDate: '2026-11-27',
    databaseUrl: RUNNING.databaseUrl,
  });
  expect(lines).toEqual([]);
});

it('prefers a variable that is set here, and says in one line where the two differ', () => {
  home.running = RUNNING;
  const { settings, lines } = read({
    START_DATE: '2024-11-29',
    MAX_REJECTED_FRACTION: '0.2',
    EVALUATION: 'off',
    TEMPORAL_ADDRESS: 'temporal.example.com:7233',
    PORT: '1234',
    METRICS_PORT: '',
  });
  expect(periodOf(settings, home).startDate).toBe('2024-11-29');
  expect(lines).toEqual([
    '! set here, and different from the `npx adtech up` that runs in this folder: START_DATE is 2024-11-29 here, 2026-11-27 there; ' +
      'EVALUATION is off here, not set there; TEMPORAL_ADDRESS is temporal.example.com:7233 here, 127.0.0.1:7233 there',
  ]);
});

it('tells of another database without its password', () => {
  home.running = RUNNING;
  const { lines } = read({ DATABASE_URL: `${DATABASE}?sslpassword=hidden` });
  expect(lines.join()).toContain('DATABASE_URL is postgres://ads@db.example.com:5432/ads here');
  expect(lines.join()).not.toMatch(/secret|hidden|made/);
});

it('asks for the DATABASE_URL of an up that was given a password, naming the database', () => {
  home.running = { ...RUNNING, databaseUrl: undefined, database: withoutPassword(DATABASE) };
  const { settings } = read();
  for (const resolve of [resolveAddresses, resolveDatabase])
    expect(() => resolve(settings, home)).toThrow(
      'uses postgres://ads@db.example.com:5432/ads, whose password is not kept: set DATABASE_URL as it was set there',
    );
});

it('goes by the environment alone once up has ended, but for the first day of the sample logs', () => {
  home.running = { ...RUNNING, pid: 2 ** 22 + 1 };
  home.rememberSample('2026-11-01');
  const { settings } = read();
  expect(settings).toMatchObject({ lakeUrl: undefined, maxRejectedFraction: 0.05 });
  expect(periodOf(settings, home).startDate).toBe('2026-11-01');
  expect(periodOf({ ...settings, lakeUrl: home.lakeUrl }, home).startDate).toBe('2026-11-01');
});

it('knows the period of the logs that an up has read, for the lake that it was read from', () => {
  const week = { startDate: '2019-03-04', endDate: '2019-03-10' };
  home.rememberPeriod('file:///data/own', week);
  const { settings } = read();
  const own = { ...settings, lakeUrl: 'file:///data/own' };
  expect(periodOf(own, home)).toEqual(week);
  expect(periodOf(settings, home)).toEqual({ startDate: '2024-11-29', endDate: undefined });
  expect(periodOf({ ...own, startDate: '2019-03-05' }, home)).toEqual({
    startDate: '2019-03-05',
    endDate: undefined,
  });
  expect(periodOf({ ...own, endDate: '2019-03-08' }, home)).toEqual({ ...week, endDate: '2019-03-08' });
  expect(() => periodOf({ ...settings, endDate: '2019-03-08' }, home)).toThrow(
    'END_DATE 2019-03-08 is before START_DATE 2024-11-29, which is not set; set it too',
  );
  home.rememberPeriod('file:///data/own', undefined);
  expect(periodOf(own, home).startDate).toBe('2024-11-29');
});
