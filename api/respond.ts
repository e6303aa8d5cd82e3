import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import helmet from 'helmet';
import { rateLimitHeaders } from './access/rate-limit';
import type { Answer, SharedAnswer } from './answers/answer';
import type { Problem } from './problem';
import type { RequestContext } from './request-context';

/** A list changes once a day: caches reuse it for a minute, and serve it stale for an hour while they revalidate. */
const CACHE_CONTROL = 'public, max-age=60, stale-while-revalidate=3600';
/** With keys, an answer is for one caller. */
const CACHE_CONTROL_OF_KEYS = 'private, max-age=60, stale-while-revalidate=3600';

/** On every answer that is no page. */
const SECURITY_HEADERS = headersOf(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // For pages, or for browsers that are long gone.
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
    xFrameOptions: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
  }),
);

/** On every page: its styles and its forms are of this server, and it runs no script at all. */
const PAGE_HEADERS = headersOf(
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
  }),
);
/** A page is asked for again each time, and answered with 304 while it is the same. */
const CACHE_CONTROL_OF_PAGES = 'private, no-cache';

/** Which headers hold a key: a cache of one user, too, must not give an answer to another of that user's keys. */
const VARY_OF_KEYS = 'Authorization, X-API-Key';
const VARY_OF_PAGES = `${VARY_OF_KEYS}, Cookie`;

/** Sends an answer, or 304 to a caller who has it. No cache keeps one that depends on the caller. */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  answer: Answer | SharedAnswer,
): void {
  const isPage = answer.form === 'page';
  const headers = commonHeaders(context, response, isPage);
  if (!('dates' in answer) || answer.dates === undefined) headers.push('Cache-Control', 'no-store');
  else {
    const isOpen = context.caller === undefined;
    const ofData = isOpen ? CACHE_CONTROL : CACHE_CONTROL_OF_KEYS;
    headers.push('Cache-Control', isPage ? CACHE_CONTROL_OF_PAGES : ofData, 'ETag', answer.etag);
    if (!isOpen) headers.push('Vary', isPage ? VARY_OF_PAGES : VARY_OF_KEYS);
    if (names(request.headers['if-none-match'], answer.etag)) {
      endTogether(response.writeHead(304, headers));
      return;
    }
  }
  const type = isPage ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8';
  headers.push('Content-Type', type, 'Content-Length', answer.body.byteLength);
  endTogether(response.writeHead(200, headers), request.method === 'HEAD' ? undefined : answer.body);
}

/** Sends an error: a page to browsers, problem+json to others. */
export function respondWithProblem(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  problem: Problem,
): void {
  const page = context.problemPage?.(problem);
  const body = Buffer.from(page ?? JSON.stringify(problem.body));
  const headers = commonHeaders(context, response, page !== undefined);
  const type = page === undefined ? 'application/problem+json' : 'text/html; charset=utf-8';
  headers.push('Cache-Control', 'no-store', 'Content-Type', type);
  headers.push('Content-Length', body.byteLength);
  const { retryAfterSeconds, status } = problem;
  if (retryAfterSeconds !== undefined) headers.push('Retry-After', String(retryAfterSeconds));
  if (status === 401) headers.push('WWW-Authenticate', 'Bearer');
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/** Names and values in turn, also those that are set on the response already. */
function commonHeaders(
  { id, limits }: RequestContext,
  response: ServerResponse,
  isPage: boolean,
): OutgoingHttpHeader[] {
  const headers: OutgoingHttpHeader[] = [...(isPage ? PAGE_HEADERS : SECURITY_HEADERS), 'X-Request-Id', id];
  if (limits !== undefined) headers.push(...rateLimitHeaders(limits));
  for (const name of response.getHeaderNames()) {
    headers.push(name, response.getHeader(name) ?? '');
    response.removeHeader(name);
  }
  return headers;
}

/** Whether an If-None-Match header names this strong ETag, be it as a weak one (RFC 9110, 13.1.2). */
function names(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag);
}

/** The headers that a middleware sets, whatever the request. */
function headersOf(middleware: ReturnType<typeof helmet>): readonly string[] {
  const headers: string[] = [];
  const response = {
    setHeader: (name: string, value: string) => headers.push(name, value),
    removeHeader: () => undefined,
  } as unknown as ServerResponse;
  middleware(undefined as unknown as IncomingMessage, response, () => undefined);
  return headers;
}

/** Responses that have their head, and what is left to send, in turn. */
let waiting: [ServerResponse, Buffer | undefined][] = [];

/**
 * Ends a response together with all others of this turn of the event loop. Sent one by one between other work, each
 * answer wakes a reader that has gone to sleep since the last: that costs more than making the answer.
 */
function endTogether(response: ServerResponse, body?: Buffer): void {
  if (waiting.push([response, body]) === 1) setImmediate(endAll);
}

function endAll(): void {
  const ending = waiting;
  waiting = [];
  for (const [response, body] of ending) response.end(body);
}
