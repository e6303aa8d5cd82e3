import { describeLake } from '../../../cli/data-describe/describe';
import type { Description } from '../../../cli/data-describe/describe';
import { MemoryLake } from '../../support/lake/memory-lake';
import { putObjects } from '../../support/lake/test-lake';

/*
 * Logs in the shapes of public data sets and of an ad network's exports, with invented values: each was refused, or had to
 * be converted, before logs could be described.
 */
async function describeObjects(objects: Readonly<Record<string, string>>): Promise<Description> {
  const lake = new MemoryLake();
  await putObjects(lake, objects);
  const { signal } = new AbortController();
  return describeLake(lake, { anew: true, signal, onProgress: () => undefined });
}

const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join('');
const find = ({ proposal }: Description, log: string) =>
  proposal?.entries.filter((entry) => entry.log === log) ?? [];
const openIn = (found: Description, log: string) =>
  find(found, log).map(({ decisions }) =>
    decisions.filter(({ sure }) => sure === 'open').map(({ member }) => member),
  );
const trialOf = ({ trial }: Description, log: string) => trial?.logs.find((one) => one.log === log);

it('an export of an ad network with counts: leaves the campaign, the conversions and the day open', async () => {
  const found = await describeObjects({
    'input/ads.csv': `ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,Approved_Conversion\n${rows(50, (i) => `${708_746 + i},${916 + (i % 3)},${103_916 + i},30-34,M,${i},${i * 70},${i % 9},${i / 4},${i % 3},${i % 2}\n`)}`,
  });
  expect(openIn(found, 'ads_views')).toEqual([['advertiser_id', 'conversions', 'date']]);
  expect(find(found, 'ads_views')[0]?.entry).toMatchObject({
    columns: { product_id: 'ad_id', impressions: 'Impressions', clicks: 'Clicks' },
  });
});

it('impressions and events in two files without a header: finds days, types and both logs, and leaves ids open', async () => {
  const found = await describeObjects({
    'input/events.csv': rows(
      90,
      (i) =>
        `${1_450_000_000 + i},e${i},${i % 3},c${i % 20},u${i},${['click', 'visit', 'purchase'][i % 3]}\n`,
    ),
    'input/impressions.csv': rows(90, (i) => `${1_450_000_000 + i},${i % 3},c${i % 20},u${i}\n`),
  });
  expect(openIn(found, 'ads_views')).toEqual([
    ['advertiser_id', 'product_id'],
    ['advertiser_id', 'product_id'],
  ]);
  expect(find(found, 'ads_views').map(({ entry }) => entry)).toMatchObject([
    {
      columns: { type: 'column_6' },
      types: { click: ['click'], conversion: ['purchase'], ignored: ['visit'] },
    },
    { columns: { type: { value: 'impression' }, date: { format: 'unix_seconds' } } },
  ]);
  expect(find(found, 'product_views')[0]?.entry).toMatchObject({ types: { view: ['visit'] } });
});

it('one row for each ad shown, with a flag for its click, and timestamps with an offset', async () => {
  const found = await describeObjects({
    'input/log.csv': `,timestamp,item_id,position,click,propensity_score,campaign\n${rows(200, (i) => `${i},2019-11-24 00:00:${10 + (i % 50)}.004101+00:00,${i % 80},${1 + (i % 3)},${i % 50 === 0 ? 1 : 0},0.0125,men\n`)}`,
  });
  expect(find(found, 'ads_views')[0]?.entry).toEqual({
    objects: 'input/log.csv',
    columns: {
      advertiser_id: 'campaign',
      product_id: 'item_id',
      impressions: { value: '1' },
      clicks: 'click',
      date: { column: 'timestamp', format: 'timestamp' },
    },
  });
  expect(trialOf(found, 'ads_views')).toMatchObject({ accepted: 200, first_day: '2019-11-24' });
});

it('impressions and clicks with ids that have signs and blanks', async () => {
  const found = await describeObjects({
    'input/impressions.csv': `user,item_id,campaign,action,time\n${rows(60, (i) => `u${i},H&M shirt ${i % 9},c ${i % 3},${i % 9 === 0 ? 'click' : 'impression'},2024-03-0${1 + (i % 9)} 10:00:00\n`)}`,
  });
  expect(openIn(found, 'ads_views')).toEqual([[]]);
  expect(trialOf(found, 'ads_views')).toMatchObject({ accepted: 60, last_day: '2024-03-09' });
});

it('product views that a spreadsheet has saved again, as 25/4/2023', async () => {
  const found = await describeObjects({
    'input/product_views.csv': `advertiser_id,product_id,date\n${rows(60, (i) => `A${i % 3},p${i % 9},${20 + (i % 9)}/4/2023\n`)}`,
  });
  expect(find(found, 'product_views')[0]?.entry).toMatchObject({
    columns: { date: { column: 'date', format: 'DD/MM/YYYY' } },
  });
  expect(trialOf(found, 'product_views')).toMatchObject({ accepted: 60, first_day: '2023-04-20' });
});
