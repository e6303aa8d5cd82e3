import { isOpenPath, isPagePath } from '../../../api/endpoints/pages';

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

it.each([
  '/docs',
  '/docs/swagger-ui.css',
  '/docs?x',
  '/openapi.json',
  '/dashboard.css?v=1',
  '/sign-in',
  '/sign-out',
])('needs no key at %s', (url) => {
  expect(isOpenPath(url)).toBe(true);
});

it.each(['/', '/?docs', '/docsx', '/openapiXjson', '//docs', '/models', '/dates/2024-11-29', '/stats'])(
  'needs a key at %s',
  (url) => {
    expect(isOpenPath(url)).toBe(false);
  },
);
