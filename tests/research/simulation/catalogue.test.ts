import { createCatalogues } from '../../../research/simulation/catalogue';
import { sampleTruth } from '../../../sample/sample-logs';
import { DEMO } from '../../sample/rows';

describe('catalogues', () => {
  const options = { advertisers: 3, products: 40, ctr: 0.02, seed: 7 };

  it('are the active advertisers of a sample of that seed, with its truth', () => {
    const catalogues = createCatalogues(options);
    const sample = { ...DEMO, ...options, inactive: 5 };
    const truth = [...sampleTruth(sample)].slice(0, 3 * 40);
    expect(
      catalogues.flatMap(({ advertiserId, products }) =>
        products.map((product) => ({ advertiserId, ...product })),
      ),
    ).toMatchObject(truth);
    expect(catalogues.map(({ products }) => products.length)).toEqual([40, 40, 40]);
  });

  it('differ from seed to seed', () => {
    expect(createCatalogues({ ...options, seed: 8 })).not.toEqual(createCatalogues(options));
  });

  it('are popular and clicked independently of each other', () => {
    // Spearman's ρ of 100 independent products lies within ±0.33 in 999 of 1000 cases.
    for (const { products } of createCatalogues({ ...options, products: 100 })) {
      const byPopularity = [...products].sort((a, b) => b.popularity - a.popularity);
      const squares = products.map((product, rank) => (rank - byPopularity.indexOf(product)) ** 2);
      const rho = 1 - (6 * squares.reduce((sum, square) => sum + square, 0)) / (100 * (100 ** 2 - 1));
      expect(Math.abs(rho)).toBeLessThan(0.33);
    }
  });
});
