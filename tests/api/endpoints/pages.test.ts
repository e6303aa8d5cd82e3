import { isPagePath } from '../../../api/endpoints/pages';

it.each([
  '/',
  '/?to=2024-11-29',
  '/advertisers',
  '/advertisers?q=A',
  '/advertisers/A',
  '/models',
  '/models/evaluation',
  '/dates/x',
  '/sign-in',
])('takes %s for a page', (url) => {
  expect(isPagePath(url)).toBe(true);
});

it.each([
  '/recommendations/A/TopCTR',
  '/history/A',
  '/stats',
  '/evaluation',
  '/runs/2024-11-29',
  '/docs',
  '/modelsx',
  '//models',
])('takes %s for none', (url) => {
  expect(isPagePath(url)).toBe(false);
});
