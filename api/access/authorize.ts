import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import { isOpenPath, isPagePath } from '../endpoints/pages';
import { Problem } from '../problem';
import type { RequestContext } from '../request-context';
import { clientAddress } from './client-address';
import { keyOfCookie, presentedKey } from './credentials';
import type { KeyRing } from './key-ring';
import type { RateLimiter, Taken } from './rate-limit';

/** Probes come without a key, and as often as they like. */
const PROBES = '/health/';
const EXPOSED_HEADERS = [
  'ETag',
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
];
const PREFLIGHT_SECONDS = 3_600;

/** The answer to every request that needs a key, until the keys have been read once. */
export const KEYS_UNREAD = new Problem(
  'noDatabase',
  'the API keys cannot be read at the moment; try again in a few seconds',
);

/**
 * Authorizes a request. Returns undefined for an allowed request, the problem of a refused one, or `answered` when it has
 * responded itself (to a CORS preflight).
 */
export type Authorize = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
) => Problem | 'answered' | undefined;

/** What authorization is made of. */
interface AuthorizeParts {
  /** The keys that open the API; undefined where none is required. */
  readonly keyRing: KeyRing | undefined;
  /** Undefined where nothing is limited. */
  readonly limiter: RateLimiter | undefined;
  /** Proxies in front, each of which appends to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
}

/** Checks keys, limits and CORS of every request. */
export function createAuthorize({
  keyRing,
  limiter,
  trustedProxies,
  corsOrigins,
}: AuthorizeParts): Authorize {
  const answersForBrowser = browserCheck(corsOrigins);
  // Browsers send a cookie with requests that other sites cause, so it authorizes pages only.
  const keyOf = ({ headers, url = '' }: IncomingMessage) =>
    presentedKey(headers) ?? (isPagePath(url) ? keyOfCookie(headers) : undefined);
  return (request, response, context) => {
    if (request.url?.startsWith(PROBES) === true) return undefined;
    if (answersForBrowser(request, response)) return 'answered';
    const presented = keyRing === undefined ? undefined : keyOf(request);
    const caller = presented === undefined ? undefined : keyRing?.verify(presented);
    context.caller = caller;
    // A caller without a valid key is counted by its address, so that guessing keys has a limit too.
    // No address is a valid key id.
    context.limits = limiter?.take(caller?.id ?? clientAddress(request, trustedProxies));
    if (context.limits?.allowed === false) return tooMany(context.limits);
    if (keyRing === undefined || caller !== undefined) return undefined;
    return isOpenPath(request.url ?? '') ? undefined : refuse(keyRing, presented);
  };
}

function tooMany({ limit, resetSeconds }: Taken): Problem {
  return new Problem(
    'tooMany',
    `at most ${String(limit)} requests a minute; try again in ${String(resetSeconds)} s`,
    { retryAfterSeconds: resetSeconds },
  );
}

function refuse(keyRing: KeyRing, presented: string | undefined): Problem {
  if (!keyRing.isLoaded) return KEYS_UNREAD;
  return new Problem(
    'noKey',
    presented === undefined
      ? 'send a key as `Authorization: Bearer adk_…` or `X-API-Key: adk_…`'
      : 'the key is unknown or revoked',
  );
}

/** Tells browsers which pages may read an answer; true when it has answered, as to what they ask before a request. */
function browserCheck(
  origins: readonly string[],
): (request: IncomingMessage, response: ServerResponse) => boolean {
  if (origins.length === 0) return () => false;
  const share = cors({
    origin: [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: EXPOSED_HEADERS,
    maxAge: PREFLIGHT_SECONDS,
  });
  return (request, response) => {
    let goesOn = false;
    share(request, response, () => (goesOn = true));
    return !goesOn;
  };
}
