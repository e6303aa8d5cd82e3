import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { adtech } from '../support/processes/command-line';
import { createFolderLake, putObjects } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';

const LOGS = {
  'advertiser_ids.csv': 'advertiser_id\nA\nB\n',
  'product_views.csv': 'advertiser_id,product_id,date\nA,p,2024-12-01\nB,p,2024-12-01\nA,,2024-12-01\n',
  'ads_views.csv': [
    'advertiser_id,product_id,type,date',
    ...['A,p,impression,2024-12-01', 'A,p,click,2024-12-01', 'A,q,impression,2024-12-01'],
    ...['A,p,impression,2024-12-02', 'A,q,impression,2024-12-02', 'A,q,click,2024-12-02'],
    ...['B,p,impression,2024-12-01', 'B,p,impression,2024-12-02', 'gone,p,impression,2024-12-03', ''],
  ].join('\n'),
};
const below = (prefix: string) =>
  Object.fromEntries(Object.entries(LOGS).map(([name, text]) => [`${prefix}${name}`, text]));

let lake: TestLake;
beforeEach(() => {
  lake = createFolderLake();
});
afterEach(() => {
  lake.remove();
});

const folderOf = (test: TestLake) => fileURLToPath(test.env['LAKE_URL']!);
const backtest = async (...args: string[]) => {
  const end = await adtech(['backtest', '--models', 'TopCTR', '--json', ...args], lake.env);
  return { ...end, told: JSON.parse(end.stdout || '{}') as object };
};

it('backtests plain logs in a folder, of active advertisers or those asked for', async () => {
  await putObjects(lake.lake, below(''));
  const { code, told } = await backtest('--folder', folderOf(lake));
  expect(code).toBe(0);
  expect(told).toMatchObject({
    rows: 14,
    rejected: 1,
    truth: false,
    advertisers: ['A', 'B'],
    from: '2024-12-02',
    to: '2024-12-02',
    // TopCTR lists p alone: no click in one impression of A; B has no list, and one impression without a click.
    models: [{ model: 'TopCTR', dates: [{ date: '2024-12-02', clicks_per_1000_impressions: 0 }] }],
  });
  const only = await backtest('--folder', folderOf(lake), '--advertiser', 'B');
  expect(only.told).toMatchObject({ advertisers: ['B'] });
});

it('backtests the logs of the lake, by the truth where there is one', async () => {
  await putObjects(lake.lake, below('input/'));
  expect((await backtest()).told).toMatchObject({ truth: false });
  await putObjects(lake.lake, {
    'truth.csv': 'advertiser_id,product_id,click_probability\nA,p,0.1\nA,q,0.3\nB,p,0.2\n',
  });
  const { told } = await backtest('--advertiser', 'A');
  // p instead of p and q: 0.1 instead of 0.2.
  expect(told).toMatchObject({
    truth: true,
    models: [
      {
        clicks_per_1000_impressions: { mean: expect.closeTo(100, 9) as number },
        regret_per_1000_impressions: { mean: expect.closeTo(100, 9) as number },
        overlap: { mean: 0.5 },
      },
    ],
  });
});

it('says what is wrong with a folder, an advertiser, a truth, or logs of one day', async () => {
  const nowhere = await backtest('--folder', path.join(folderOf(lake), 'none'));
  expect(nowhere.code).toBe(2);
  expect(nowhere.stderr).toMatch(
    /none\/advertiser_ids\.csv: no such file; a folder of plain logs has all three/,
  );
  await putObjects(lake.lake, below('input/'));
  expect((await backtest('--advertiser', 'gone')).stderr).toMatch(/--advertiser gone: no active advertiser/);
  expect((await backtest('--advertiser', 'A', 'C')).code).toBe(2);
  await putObjects(lake.lake, { 'truth.csv': 'advertiser_id,product_id,click_probability\nA,p,0.1\n' });
  const incomplete = await backtest();
  expect(incomplete.code).toBe(2);
  expect(incomplete.stderr).toMatch(
    /no click probability of product "q" of advertiser "A".*remove it, or complete it/,
  );
  await putObjects(lake.lake, { 'truth.csv': 'nothing' });
  expect((await backtest()).stderr).toMatch(/truth\.csv, line 1: its header must be/);
});

it('prints a table for people', async () => {
  await putObjects(lake.lake, below('input/'));
  const { stdout } = await adtech(['backtest', '--models', 'TopCTR'], lake.env);
  expect(stdout).toMatch(/! 1 of 14 rows rejected; `npx adtech data check` says why/);
  expect(stdout).toMatch(/2024-12-02 to 2024-12-02, 2 advertisers, estimated from the log/);
  expect(stdout).toMatch(/^model +products +clicks +gain +regret +overlap +by chance +last overlap$/m);
  expect(stdout).toMatch(/^TopCTR +0\.5 +0\.00 ± 0\.00 /m);
});

it('does the same under its former name, and says so on stderr', async () => {
  await putObjects(lake.lake, below('input/'));
  const [present, former] = [
    await adtech(['backtest', '--json'], lake.env),
    await adtech(['replay', '--json'], lake.env),
  ];
  expect(former.code).toBe(0);
  expect(former.stdout).toBe(present.stdout);
  expect(former.stderr).toContain('`adtech replay` is now `adtech backtest`');
});
