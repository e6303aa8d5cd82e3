import { parseTruth, readTruth } from '../../../research/backtest/read-truth';
import { sampleTruth } from '../../../sample/sample-logs';
import { writeSampleLogs } from '../../../sample/write-sample';
import { TRUTH_KEY } from '../../../storage/lake-keys';
import { createFolderLake } from '../../support/lake/test-lake';

const HEADER = 'advertiser_id,product_id,click_probability';

it('gives what a sample wrote, to the last bit', async () => {
  const folder = createFolderLake();
  const { signal } = new AbortController();
  try {
    expect(await readTruth(folder.lake, TRUTH_KEY, signal)).toBeUndefined();
    const options = { rowsPerLog: 10, days: 1, lastDay: '2024-12-05', seed: 3, skew: 1, ctr: 0.01 };
    await writeSampleLogs(folder.lake, options, { parts: 1, overwrite: false });
    const truth = await readTruth(folder.lake, TRUTH_KEY, signal);
    expect(truth?.size).toBe(25);
    for (const { advertiserId, productId, clickProbability } of sampleTruth(options)) {
      expect(truth?.get(advertiserId)?.get(productId)).toBe(clickProbability);
    }
  } finally {
    folder.remove();
  }
});

it('finds columns by name', () => {
  const truth = parseTruth('t', 'note,product_id,click_probability,advertiser_id\n-,p,1e-3,"A,B"\n\n');
  expect(truth).toEqual(new Map([['A,B', new Map([['p', 0.001]])]]));
});

it.each([
  ['', /^t, line 1: its header must be advertiser_id,product_id,click_probability, not $/],
  ['advertiser_id,product_id\n', /line 1: its header must be/],
  [`${HEADER}\nA,p\n`, /line 2: has 2 fields, its header 3/],
  [`${HEADER}\nA,p,0.5\nA,q,1.5\n`, /line 3: click_probability must be a number from 0 to 1, not "1.5"/],
  [`${HEADER}\nA,p,\n`, /line 2: click_probability must be a number from 0 to 1, not ""/],
  [`${HEADER}\nA,p,0.5\nA,p,0.5\n`, /line 3: names product "p" of "A" again/],
])('refuses %j with the line and what would do', (csv, message) => {
  expect(() => parseTruth('t', csv)).toThrow(message);
});
