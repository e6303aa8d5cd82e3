import { isDotSegment } from '../../domain/dot-segments';
import type { CalendarDay } from '../../domain/execution-date';

/** The paths of all pages, as the API's routes are written. */
export const PATHS = {
  overview: '/',
  advertisers: '/advertisers',
  advertiser: '/advertisers/{advertiser}',
  /** The same page: no URL keeps `/advertisers/..`. */
  dotAdvertiser: '/advertiser/={advertiser}',
  models: '/models',
  evaluation: '/models/evaluation',
  date: '/dates/{date}',
  styles: '/dashboard.css',
  signIn: '/sign-in',
  signOut: '/sign-out',
} as const;

const OF_PAGES = /^\/(?:(?:advertisers?|models|dates|sign-in|sign-out)(?:[/?#]|$)|[?#]|$)/;

/** Whether a URL belongs to a page, existing or not: everything below `/dates` does. */
export function isPagePath(url: string): boolean {
  return OF_PAGES.test(url);
}

/** The page of an advertiser; ids may hold any character. */
export function advertiserHref(advertiserId: string, days?: number): string {
  const query = days === undefined ? '' : `?days=${String(days)}`;
  const path = isDotSegment(advertiserId) ? PATHS.dotAdvertiser : PATHS.advertiser;
  return `${path.replace('{advertiser}', encodeURIComponent(advertiserId))}${query}`;
}

/** The page of an execution date. */
export function dateHref(date: CalendarDay): string {
  return `/dates/${date}`;
}
