import { isGzip } from '../../logs/log-bytes';

it('tells gzip by the end of a key only, whatever its case', () => {
  expect(isGzip('input/ads_views.csv.gz')).toBe(true);
  expect(isGzip('input/ads_views.CSV.GZ')).toBe(true);
  expect(isGzip('input/ads_views.csv')).toBe(false);
  expect(isGzip('input/ads_views.gz/part-1.csv')).toBe(false);
});
