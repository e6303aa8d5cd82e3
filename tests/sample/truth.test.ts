import { sampleSummary, sampleTruth } from '../../sample/sample-logs';
import { clickProbabilities } from '../../sample/truth';
import { countBy, DEMO, rowsOf, textOf } from './rows';

const WITH_CTR = { ...DEMO, rowsPerLog: 200_000, advertisers: 2, inactive: 1, products: 30, ctr: 0.05 };

const pairOf = ([advertiser, product]: readonly string[]) => `${advertiser!},${product!}`;

describe('click probabilities', () => {
  it('are as unequal as the popularity, with the mean that was asked for', () => {
    const [first, second, third] = clickProbabilities({ products: 3, skew: undefined, ctr: 0.01 });
    // Weights 1/10, 1/11, 1/12, that is 66, 60 and 55 of 181.
    expect(first).toBeCloseTo((0.03 * 66) / 181, 9);
    expect(second).toBeCloseTo((0.03 * 60) / 181, 9);
    expect(third).toBeCloseTo((0.03 * 55) / 181, 9);
  });

  it('follow the skew', () => {
    const [first, second, third, fourth] = clickProbabilities({ products: 4, skew: 1, ctr: 0.12 });
    expect(first! / fourth!).toBeCloseTo(4, 6);
    expect(first! + second! + third! + fourth!).toBeCloseTo(0.48, 9);
  });

  it('are each a whole number of the values that a click is drawn from', () => {
    for (const probability of clickProbabilities({ products: 100, skew: 0.7, ctr: 0.01 })) {
      expect(Number.isInteger(probability * 2 ** 32)).toBe(true);
    }
  });

  it('are refused above 1, with the ctr that would do', () => {
    expect(() => clickProbabilities({ products: 2, skew: 1, ctr: 0.9 })).toThrow(
      new RangeError(
        'ctr 0.9 would give the best of 2 products a click probability of 1.20; ask for 0.75 at most, or for another skew',
      ),
    );
    expect(() => clickProbabilities({ products: 2, skew: 1, ctr: 0.75 })).not.toThrow();
    expect(() => sampleSummary({ ...DEMO, skew: 1, ctr: 0.5 })).toThrow(RangeError);
  });

  it.each([0, 0.5, 1])('may all be %d', (ctr) => {
    for (const probability of clickProbabilities({ products: 49, skew: 0, ctr })) {
      expect(probability).toBeCloseTo(ctr, 9);
    }
  });
});

describe('a sample with a ctr', () => {
  const ads = rowsOf(WITH_CTR, 'ads_views');
  const truth = [...sampleTruth(WITH_CTR)];

  it('tells the truth of every product, of each advertiser the best first', () => {
    const listed = rowsOf(WITH_CTR, 'advertiser_ids').map(([advertiser]) => advertiser!);
    expect([...countBy(truth, ({ advertiserId }) => advertiserId).values()]).toEqual([30, 30, 30]);
    expect(truth.slice(0, 60).map(({ advertiserId }) => advertiserId)).toEqual(
      listed.flatMap((advertiser) => Array.from({ length: 30 }, () => advertiser)),
    );
    const expected = clickProbabilities({ products: 30, skew: undefined, ctr: 0.05 });
    for (const first of [0, 30, 60]) {
      const own = truth.slice(first, first + 30);
      expect(own.map(({ clickProbability }) => clickProbability)).toEqual([...expected]);
    }
    const seen = new Set(ads.map(pairOf));
    expect(new Set(truth.map(({ advertiserId, productId }) => `${advertiserId},${productId}`))).toEqual(seen);
  });

  it('has each click right behind an impression of its product', () => {
    const clicks = ads.flatMap((row, at) => (row[2] === 'click' ? [at] : []));
    expect(clicks.length).toBeGreaterThan(5_000);
    for (const at of clicks) {
      expect(ads[at - 1]![2]).toBe('impression');
      expect(pairOf(ads[at - 1]!)).toBe(pairOf(ads[at]!));
    }
  });

  // Break: the probabilities dealt out by the products' own numbers.
  it('has clicks by chance, as many as the truth lets expect', () => {
    const clicks = countBy(
      ads.filter(([, , type]) => type === 'click'),
      pairOf,
    );
    const impressions = countBy(
      ads.filter(([, , type]) => type === 'impression'),
      pairOf,
    );
    let chiSquare = 0;
    for (const { advertiserId, productId, clickProbability: p } of truth) {
      const pair = `${advertiserId},${productId}`;
      const shown = impressions.get(pair)!;
      chiSquare += ((clicks.get(pair) ?? 0) - shown * p) ** 2 / (shown * p * (1 - p));
    }
    // 90 degrees of freedom: 99.9 % of all samples lie between these.
    expect(chiSquare).toBeGreaterThan(52.3);
    expect(chiSquare).toBeLessThan(137.2);
  });

  it.each([
    {},
    { rowsPerLog: 0 },
    { rowsPerLog: 1 },
    { malformed: 0.3 },
    { skew: 1, ctr: 0.1 },
    { ctr: 0 },
    { ctr: 1, skew: 0, rowsPerLog: 1_001 },
  ])('has as many rows as asked for, and the clicks that the summary says: %j', (more) => {
    const options = { ...WITH_CTR, rowsPerLog: 5_000, ...more };
    const { impressions, clicks, malformed } = sampleSummary(options);
    const rejected = Object.values(malformed.ads_views).reduce((sum, count) => sum + count, 0);
    expect(impressions + clicks + rejected).toBe(options.rowsPerLog);
    if (rejected > 0) return;
    const types = rowsOf(options, 'ads_views').map(([, , type]) => type);
    expect(types.filter((type) => type === 'click')).toHaveLength(clicks);
    expect(types.filter((type) => type === 'impression')).toHaveLength(impressions);
  });

  it('has the truth of its seed, whatever its rows and days, and the product views that it has without', () => {
    expect([...sampleTruth({ ...WITH_CTR, rowsPerLog: 10, days: 1, malformed: 0.1 })]).toEqual(truth);
    expect([...sampleTruth({ ...WITH_CTR, seed: 2 })]).not.toEqual(truth);
    expect(textOf(WITH_CTR, 'ads_views')).toBe(textOf(WITH_CTR, 'ads_views'));
    const without = { ...WITH_CTR, ctr: undefined };
    expect(textOf(WITH_CTR, 'product_views')).toBe(textOf(without, 'product_views'));
  });
});
