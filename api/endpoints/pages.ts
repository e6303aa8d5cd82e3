import { isDotSegment } from '../../domain/dot-segments';
import { WINDOW_DAYS, WINDOW_MAX_DAYS } from '../../domain/evaluation/window';
import { ID_MAX_BYTES } from '../../domain/record-validation';
import type { Takes } from './endpoint';
import { pathTo } from './paths';
import type { CallerPlace, SharedPlace } from './place';
import { AdvertiserId, Day, integerParameter } from './values';
import { z } from './zod';

/** What is said of a page apart from where it is and who may read it. */
interface Description extends Omit<Takes, 'body'> {
  /** Its name in metrics. */
  readonly id: string;
}

/** One page: where it is and what may be asked of it. */
type PageRoute = SharedPageRoute | CallerPageRoute;
/** A page that does not depend on the caller's key. */
export type SharedPageRoute = Description & SharedPlace;
/** A page that depends on the caller's key. */
export type CallerPageRoute = Description & CallerPlace;

const HISTORY_DAYS = 14;
const HISTORY_MAX_DAYS = 90;

const advertiser = {
  id: 'advertiserPage',
  method: 'get',
  path: '/advertisers/{advertiser}',
  params: z.object({ advertiser: AdvertiserId }),
  query: z.strictObject({ days: integerParameter(2, HISTORY_MAX_DAYS, HISTORY_DAYS) }),
  scope: 'advertiser',
} as const;

/** The pages' part of the registry: every page of the dashboard, by the name that code uses. */
export const PAGES = {
  overview: {
    id: 'overviewPage',
    method: 'get',
    path: '/',
    query: z.strictObject({ to: Day.optional() }),
    scope: 'unlimited',
  },
  advertisers: {
    id: 'advertisersPage',
    method: 'get',
    path: '/advertisers',
    query: z.strictObject({
      // Postgres has no text with a NUL, nor has any id.
      q: z
        .string()
        .max(ID_MAX_BYTES)
        .refine((text) => !text.includes('\0'), 'must not have control characters')
        .default(''),
    }),
    scope: 'caller',
  },
  advertiser,
  /** The same page: no URL keeps `/advertisers/..`. */
  dotAdvertiser: { ...advertiser, path: '/advertiser/={advertiser}' },
  models: { id: 'modelsPage', method: 'get', path: '/models', query: z.strictObject({}), scope: 'unlimited' },
  evaluation: {
    id: 'evaluationPage',
    method: 'get',
    path: '/models/evaluation',
    query: z.strictObject({ days: integerParameter(1, WINDOW_MAX_DAYS, WINDOW_DAYS) }),
    scope: 'unlimited',
  },
  date: {
    id: 'datePage',
    method: 'get',
    path: '/dates/{date}',
    params: z.object({ date: Day }),
    query: z.strictObject({}),
    scope: 'unlimited',
  },
} as const satisfies Record<string, PageRoute>;

/** Forms that pages send: signing in is how a browser brings a key, so they need none. */
export const FORMS = {
  signIn: { method: 'post', path: '/sign-in' },
  signOut: { method: 'post', path: '/sign-out' },
} as const;

/** The pages' style sheet, for callers without a key too. */
export const STYLES = { method: 'get', path: '/dashboard.css' } as const;

/** The API's document, and the page that shows it with the files that it needs, for callers without a key too. */
export const DOCUMENTATION = {
  document: { method: 'get', path: '/openapi.json' },
  page: { method: 'get', path: '/docs' },
  start: { method: 'get', path: '/docs/start.js' },
  styles: { method: 'get', path: '/docs/swagger-ui.css' },
  script: { method: 'get', path: '/docs/swagger-ui-bundle.js' },
  icon: { method: 'get', path: '/docs/favicon-32x32.png' },
} as const;

/** The page of an advertiser; ids may hold any character. */
export function advertiserPath(id: string, days?: number): string {
  const route = isDotSegment(id) ? PAGES.dotAdvertiser : PAGES.advertiser;
  return pathTo(route, { advertiser: id }, days === undefined ? {} : { days });
}

/** Whether a URL belongs to a page, existing or not: everything below `/dates` does. */
export const isPagePath = isBelow([...Object.values(PAGES), ...Object.values(FORMS)]);

/** Whether a URL is open to callers without a key, existing or not: everything below `/docs` is. */
export const isOpenPath = isBelow([...Object.values(DOCUMENTATION), STYLES, ...Object.values(FORMS)]);

/** Tells whether a URL has the first segment of one of these paths; `/` has none, and nothing is below it. */
function isBelow(routes: readonly { readonly path: string }[]): (url: string) => boolean {
  const segments = new Set(routes.map(({ path }) => path.split('/')[1] ?? ''));
  const hasRoot = segments.delete('');
  const names = [...segments].map((segment) => segment.replaceAll('.', String.raw`\.`)).join('|');
  const pattern = new RegExp(`^/(?:(?:${names})(?:[/?#]|$)${hasRoot ? '|[?#]|$' : ''})`);
  return (url) => pattern.test(url);
}
