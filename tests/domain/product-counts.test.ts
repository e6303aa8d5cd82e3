import { AdvertiserProducts, CountTable } from '../../domain/product-counts';

describe('a count table', () => {
  it('counts each event of a pair, exact duplicates too', () => {
    const table = new CountTable(['impressions', 'clicks']);
    table.add('A', 'p', 'impressions');
    table.add('A', 'p', 'impressions');
    table.add('A', 'p', 'clicks');
    expect([...table.entries()]).toEqual([
      { advertiserId: 'A', productId: 'p', counts: { impressions: 2, clicks: 1 } },
    ]);
  });

  it('keeps a pair whose one counter stays 0', () => {
    const table = new CountTable(['impressions', 'clicks']);
    table.add('A', 'p', 'clicks');
    expect([...table.entries()]).toEqual([
      { advertiserId: 'A', productId: 'p', counts: { impressions: 0, clicks: 1 } },
    ]);
  });

  it('adds more than one at once', () => {
    const table = new CountTable(['views']);
    table.add('A', 'p', 'views', 3);
    table.add('A', 'p', 'views', 4);
    expect([...table.entries()]).toEqual([{ advertiserId: 'A', productId: 'p', counts: { views: 7 } }]);
  });

  it('keeps advertisers, products and ids that only look alike apart', () => {
    const table = new CountTable(['views']);
    const pairs: [string, string][] = [
      ['A', 'p'],
      ['A', 'P'],
      ['a', 'p'],
      ['A', 'p '],
      ['A', '7'],
      ['A', '07'],
      ['A', '\u00e9'],
      ['A', 'e\u0301'],
      ['p', 'A'],
      ['Ap', ''],
      ['__proto__', 'constructor'],
    ];
    for (const [advertiser, product] of pairs) table.add(advertiser, product, 'views');
    expect(table.size).toBe(pairs.length);
    expect(
      [...table.entries()].map(({ advertiserId, productId, counts }) => [
        advertiserId,
        productId,
        counts.views,
      ]),
    ).toEqual(expect.arrayContaining(pairs.map(([advertiser, product]) => [advertiser, product, 1])));
  });

  it('has as many entries as distinct pairs, however many events', () => {
    const table = new CountTable(['views']);
    expect(table.size).toBe(0);
    for (let i = 0; i < 10_000; i++) table.add(`A${String(i % 3)}`, `p${String(i % 5)}`, 'views');
    expect(table.size).toBe(15);
    const total = [...table.entries()].reduce((sum, { counts }) => sum + counts.views, 0);
    expect(total).toBe(10_000);
  });
});

describe('the products of advertisers', () => {
  it('join the counts of several tables; what a table does not have stays as it is', () => {
    const products = new AdvertiserProducts();
    products.add('A', 'p', { views: 5 });
    products.add('A', 'p', { impressions: 10, clicks: 2 });
    products.add('A', 'q', { clicks: 1 });
    products.add('B', 'p', { views: 1 });
    products.add('A', 'p', { views: 1 });
    expect(new Map(products.entries())).toEqual(
      new Map([
        [
          'A',
          [
            { productId: 'p', views: 6, impressions: 10, clicks: 2 },
            { productId: 'q', views: 0, impressions: 0, clicks: 1 },
          ],
        ],
        ['B', [{ productId: 'p', views: 1, impressions: 0, clicks: 0 }]],
      ]),
    );
  });

  it('are none before anything is added', () => {
    expect([...new AdvertiserProducts().entries()]).toEqual([]);
  });
});
