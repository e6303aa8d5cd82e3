import { ProductHistory } from '../../../research/simulation/product-history';

it('has what was counted of each product with an event, a click as a product view as well', () => {
  const history = new ProductHistory(['a', 'b', 'c'], 1);
  history.addView(0);
  history.addImpression(2, false);
  history.addImpression(2, true);
  expect(history.counts()).toEqual([
    { productId: 'a', views: 1, impressions: 0, clicks: 0, features: { recent_views: 1 } },
    { productId: 'c', views: 1, impressions: 2, clicks: 1, features: { recent_views: 1 } },
  ]);
});

it('forgets views by the half-life', () => {
  const history = new ProductHistory(['a'], 2);
  history.addView(0);
  history.beginDay();
  history.beginDay();
  history.addView(0);
  expect(history.counts()).toEqual([
    { productId: 'a', views: 2, impressions: 0, clicks: 0, features: { recent_views: 1.5 } },
  ]);
});
