import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SIMULATED_MODELS } from '../../research/simulation/simulate';
import { adtech } from '../support/processes/command-line';

const SMALL = [
  '--days',
  '3',
  '--advertisers',
  '2',
  '--products',
  '30',
  '--impressions',
  '300',
  '--ctr',
  '0.05',
];

interface Told {
  readonly models: readonly {
    readonly model: string;
    readonly explore: number;
    readonly regret_clicks: { readonly mean: number };
    readonly cumulative_regret_clicks: readonly number[];
  }[];
}

const simulate = (...args: string[]) => adtech(['simulate', ...SMALL, ...args], {});

it('simulates every model with each share of exploration, the same for the same seed', async () => {
  const [one, again, other] = await Promise.all([
    simulate('--seeds', '2', '--json'),
    simulate('--seeds', '2', '--json'),
    simulate('--seeds', '2', '--seed', '3', '--json'),
  ]);
  expect(one.code).toBe(0);
  expect(again.stdout).toBe(one.stdout);
  expect(other.stdout).not.toBe(one.stdout);
  const { models } = JSON.parse(one.stdout) as Told;
  expect(models.map(({ model, explore }) => [model, explore])).toEqual(
    SIMULATED_MODELS.flatMap(({ name }) => [
      [name, 0],
      [name, 0.05],
    ]),
  );
  for (const { regret_clicks, cumulative_regret_clicks } of models) {
    expect(cumulative_regret_clicks).toHaveLength(3);
    expect(cumulative_regret_clicks.at(-1)).toBeCloseTo(regret_clicks.mean, 9);
  }
});

it.each([
  ['simulate', 'all but TopConversions'],
  ['backtest', 'all'],
])('%s says in its help which models are the default: %s', async (name, models) => {
  const { stdout } = await adtech([name, '--help'], {});
  const help = stdout.replaceAll(/\s+/g, ' ');
  expect(help).toContain(`--models <names> models, with commas between (default: ${models}) `);
});

it('prints a table for people, and draws a chart', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-chart-'));
  const chart = path.join(folder, 'regret.svg');
  try {
    const { code, stdout } = await simulate('--models', 'TopCTR', '--explore', '0,0.1', '--chart', chart);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^model +explore +regret +of best +overlap +exploring\n\(none\) +\d+ ± \d+ +[\d.]+ % ± [\d.]+ %$/m,
    );
    expect(stdout).toMatch(
      /^TopCTR +10 % +\d+ ± \d+ +[\d.]+ % ± [\d.]+ % +[\d.]+ % ± [\d.]+ % +-?\d+ ± \d+$/m,
    );
    expect(readFileSync(chart, 'utf8').match(/<polyline/g)).toHaveLength(2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it.each([
  [['--models', 'TopCTR,Best'], /has no model "Best"; there are TopProducts, TopCTR/],
  [['--models', 'TopCTR,TopCTR'], /must name each model once/],
  [['--explore', '0,2'], /must be a number from 0 to 1/],
  [['--explore', '0.1,0.1'], /must name each number once/],
  [['--ctr', '0.9', '--skew', '1'], /ask for [\d.]+ at most, or for another skew/],
  [['--ctr', '0'], /must be a number from 0.000001 to 1/],
  [['--seed', '4294967295', '--seeds', '2'], /2 seeds from it on would end above 4294967295/],
  [
    ['--chart', '/no/such/folder/x.svg', '--models', 'TopCTR'],
    /--chart \/no\/such\/folder\/x\.svg: .*ENOENT/,
  ],
])('is refused with %j, and says what would do', async (args, message) => {
  const { code, stderr } = await simulate(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
});
