import type { IncomingMessage, OutgoingHttpHeader, ServerResponse } from 'node:http';
import helmet from 'helmet';
import { rateLimitHeaders } from './access/rate-limit';
import type { Answer } from './answers/answer';
import type { Problem } from './problem';
import type { RequestContext } from './request-context';

/** A list changes once a day: for a minute nobody has to ask again, and for an hour an old one will do while they do. */
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

/** Sends an answer, or 304 to whoever has it. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  answer: Answer,
): void {
  const headers = commonHeaders(context, response);
  if (answer.dates === undefined) headers.push('Cache-Control', 'no-store');
  else {
    const isOfKey = context.caller !== undefined;
    headers.push('Cache-Control', isOfKey ? CACHE_CONTROL_OF_KEYS : CACHE_CONTROL, 'ETag', answer.etag);
    if (names(request.headers['if-none-match'], answer.etag)) {
      response.writeHead(304, headers).end();
      return;
    }
  }
  headers.push('Content-Type', 'application/json; charset=utf-8', 'Content-Length', answer.body.byteLength);
  response.writeHead(200, headers).end(request.method === 'HEAD' ? undefined : answer.body);
}

/** Sends an error. */
export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  problem: Problem,
): void {
  const body = Buffer.from(JSON.stringify(problem.body));
  const headers = commonHeaders(context, response);
  headers.push('Cache-Control', 'no-store', 'Content-Type', 'application/problem+json');
  headers.push('Content-Length', body.byteLength);
  const { retryAfterSeconds, status } = problem;
  if (retryAfterSeconds !== undefined) headers.push('Retry-After', String(retryAfterSeconds));
  if (status === 401) headers.push('WWW-Authenticate', 'Bearer');
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/** Names and values in turn, also those that are set on the response already. */
function commonHeaders({ id, limits }: RequestContext, response: ServerResponse): OutgoingHttpHeader[] {
  const headers: OutgoingHttpHeader[] = [...SECURITY_HEADERS, 'X-Request-Id', id];
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
