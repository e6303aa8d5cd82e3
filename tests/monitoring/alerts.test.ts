import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { findPromtool } from '../support/monitoring/find-promtool';
import { ALERTS, MONITORING } from './queries';

const CASES = path.join(__dirname, 'alerts.promtool.yml');
/** Where neither Prometheus nor Debian's package of it is at hand, promtool is built. */
const BUILD_TIMEOUT_MS = 20 * 60_000;

let promtool: string;

beforeAll(async () => {
  promtool = await findPromtool({
    env: process.env,
    cacheDir: path.join(homedir(), '.cache', 'adtech'),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  });
}, BUILD_TIMEOUT_MS);

it.each([
  ['the settings of Prometheus and its rules', ['check', 'config', 'prometheus.yml']],
  ['the rules, strictly', ['check', 'rules', '--lint=all', '--lint-fatal', 'alerts.yml']],
  ['what the alerts fire at, and what not', ['test', 'rules', CASES]],
])('promtool accepts %s', (_, args) => {
  const { status, stdout, stderr } = spawnSync(promtool, args, {
    cwd: path.join(MONITORING, 'prometheus'),
    encoding: 'utf8',
  });
  expect({ status, said: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, said: '' });
});

it('fires and keeps silent in a test, every alert', () => {
  const { tests } = z
    .object({
      tests: z.array(
        z.object({
          alert_rule_test: z.array(
            z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()).default([]) }),
          ),
        }),
      ),
    })
    .parse(load(readFileSync(CASES, 'utf8')));
  const cases = tests.flatMap(({ alert_rule_test }) => alert_rule_test);
  const namesOf = (fires: boolean) => [
    ...new Set(cases.filter((one) => one.exp_alerts.length > 0 === fires).map(({ alertname }) => alertname)),
  ];
  const alerts = ALERTS.map(({ alert }) => alert).sort();
  expect(namesOf(true).sort()).toEqual(alerts);
  expect(namesOf(false).sort()).toEqual(alerts);
});

it('has a place in the documentation, every alert and no other', () => {
  const operating = readFileSync(path.join(MONITORING, '..', 'docs', 'operating.md'), 'utf8');
  const documented = [...operating.matchAll(/^\| `(Adtech\w+)` +\| (\w+)/gm)].map(([, alert, severity]) => ({
    alert,
    severity,
  }));
  expect(documented).toEqual(ALERTS.map(({ alert, labels }) => ({ alert, severity: labels.severity })));
});
