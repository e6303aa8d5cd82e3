import { countBy, DEMO, rowsOf } from './rows';

describe('a sample of other sizes', () => {
  it('has as many advertisers and products as asked for', () => {
    const options = { ...DEMO, advertisers: 7, inactive: 2, products: 11 };
    const listed = rowsOf(options, 'advertiser_ids').map(([advertiser]) => advertiser!);
    expect(new Set(listed).size).toBe(7);
    const rows = rowsOf(options, 'product_views');
    expect(new Set(rows.map(([advertiser]) => advertiser)).size).toBe(9);
    expect(new Set(rows.map(([, product]) => product)).size).toBe(99);
  });

  it('can be of one advertiser with one product', () => {
    const options = { ...DEMO, rowsPerLog: 300, advertisers: 1, inactive: 0, products: 1 };
    const [advertiser] = rowsOf(options, 'advertiser_ids')[0]!;
    const rows = rowsOf(options, 'ads_views');
    expect(countBy(rows, ([id, product]) => `${id!},${product!}`).size).toBe(1);
    expect(rows[0]![0]).toBe(advertiser);
  });

  it('has no product twice where there are many', () => {
    // Of 36^6 ids, 200,000 at random hold about nine twice.
    const options = { ...DEMO, rowsPerLog: 400_000, advertisers: 1_000, inactive: 0, products: 200, skew: 0 };
    const rows = rowsOf(options, 'product_views');
    const products = new Set(rows.map(([, product]) => product));
    const pairs = new Set(rows.map(([advertiser, product]) => `${advertiser!},${product!}`));
    expect(products.size).toBe(pairs.size);
    expect(products.size).toBeGreaterThan(150_000);
  });
});

describe('a skew', () => {
  const skewed = (skew: number) => {
    const rows = rowsOf({ ...DEMO, advertisers: 40, inactive: 10, skew }, 'product_views');
    const sorted = (counts: Map<string, number>) => [...counts.values()].sort((a, b) => b - a);
    const byAdvertiser = countBy(rows, ([advertiser]) => advertiser!);
    const [top] = [...byAdvertiser].sort((a, b) => b[1] - a[1])[0]!;
    const own = rows.filter(([advertiser]) => advertiser === top);
    return { advertisers: sorted(byAdvertiser), products: sorted(countBy(own, ([, product]) => product!)) };
  };

  it.each([0.5, 1, 1.5])("of %d makes advertisers and products follow Zipf's law", (skew) => {
    const { advertisers, products } = skewed(skew);
    for (const counts of [advertisers, products]) {
      for (const rank of [2, 3, 5]) {
        expect(counts[rank - 1]! / counts[0]!).toBeCloseTo(1 / rank ** skew, 1);
      }
    }
  });

  it('of 0 makes all alike', () => {
    const { advertisers } = skewed(0);
    expect(advertisers).toHaveLength(50);
    expect(Math.max(...advertisers) / Math.min(...advertisers)).toBeLessThan(1.3);
  });

  it('of 10 still leaves a log that can be made', () => {
    const { advertisers } = skewed(10);
    expect(advertisers[0]! / DEMO.rowsPerLog).toBeGreaterThan(0.99);
  });

  it('gives clicks to the advertisers with impressions, and to other products than those', () => {
    const rows = rowsOf({ ...DEMO, advertisers: 40, skew: 1 }, 'ads_views');
    const most = (type: string, key: (row: string[]) => string) =>
      [
        ...countBy(
          rows.filter((row) => row[2] === type),
          key,
        ),
      ].sort((a, b) => b[1] - a[1])[0]![0];
    expect(most('click', ([advertiser]) => advertiser!)).toBe(
      most('impression', ([advertiser]) => advertiser!),
    );
    expect(most('click', ([, product]) => product!)).not.toBe(most('impression', ([, product]) => product!));
  });
});
