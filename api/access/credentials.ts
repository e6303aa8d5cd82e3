import type { IncomingHttpHeaders } from 'node:http';

/** Holds the key of a browser that has signed in to the dashboard. */
export const KEY_COOKIE = 'adtech_key';

const COOKIE_KEY = new RegExp(`(?:^|; *)${KEY_COOKIE}=(adk_[^;]*)`);
const BEARER_KEY = /^bearer +(adk_\S*)$/i;

/**
 * The key of `Authorization: Bearer adk_…`, or else of `X-API-Key: adk_…`, as it was sent; undefined without one. Other
 * credentials, such as a proxy's, are ignored. It is a secret: not for logs, nor for answers.
 */
export function presentedKey(headers: IncomingHttpHeaders): string | undefined {
  const bearer = BEARER_KEY.exec(headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const key = headers['x-api-key'];
  return typeof key === 'string' && key.startsWith('adk_') ? key : undefined;
}

/** The key in the cookie of a signed-in dashboard user. A secret like the other. */
export function keyOfCookie({ cookie }: IncomingHttpHeaders): string | undefined {
  return COOKIE_KEY.exec(cookie ?? '')?.[1];
}
