import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Authorize } from './access/authorize';
import { refusalOf } from './access/readers';
import type { AnswerCache } from './answers/answer-cache';
import type { Reads } from './answers/reads';
import type { Dashboard } from './dashboard/dashboard';
import type { ApiMetrics } from './metrics';
import { Problem } from './problem';
import { attachContext, beginContext } from './request-context';
import type { RequestContext } from './request-context';
import { respond, respondWithProblem } from './respond';

const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
const NO_HOST = new Problem('badRequest', 'HTTP/1.1 requires a Host header');

/** What the request handler is made of. */
interface RequestHandlerParts {
  /** Answers reads of shared routes; false where none has the path. */
  readonly reads: Reads;
  /** Answers all other requests. */
  readonly app: Express;
  readonly authorize: Authorize;
  readonly dashboard: Pick<Dashboard, 'problemPageFor'>;
  readonly cache: AnswerCache;
  readonly metrics: ApiMetrics;
  readonly log: Logger;
}

/**
 * Handles every request: authorizes its caller, and answers from the cache where it can. Every other request goes to the
 * endpoints, which fill the cache.
 */
export function createRequestHandler({
  reads,
  app,
  authorize,
  dashboard,
  cache,
  metrics,
  log,
}: RequestHandlerParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const context = beginContext(request);
    request.url = originForm(request.url ?? '');
    context.problemPage = dashboard.problemPageFor(request, context.id);
    const refused = lacksHost(request) ? NO_HOST : authorize(request, response, context);
    if (refused === 'answered') {
      finish(context, request, response, 'none');
      return;
    }
    if (refused !== undefined) {
      respondWithProblem(request, response, context, refused);
      finish(context, request, response, 'none');
      return;
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const answer = isRead ? cache.peek(request.url ?? '') : undefined;
    if (answer !== undefined) {
      context.route = answer.route;
      const outOfScope = refusalOf(answer.readers, context.caller);
      if (outOfScope === undefined) respond(request, response, context, answer);
      else respondWithProblem(request, response, context, outOfScope);
      finish(context, request, response, 'hit');
      return;
    }
    response.once('close', () => {
      finish(context, request, response, isRead ? 'miss' : 'none');
    });
    if (isRead && reads(request, response, context)) return;
    attachContext(request, context);
    app(request, response);
  };

  function finish(
    context: RequestContext,
    request: IncomingMessage,
    response: ServerResponse,
    outcome: 'hit' | 'miss' | 'none',
  ): void {
    const seconds = (performance.now() - context.startedAt) / 1_000;
    const status = response.writableFinished || response.headersSent ? response.statusCode : 499;
    metrics.observe(context.route, status, outcome, seconds);
    // Ad servers ask on every page view, so a line for each request is written at level debug only.
    if (!log.isLevelEnabled('debug')) return;
    const { id, route, caller } = context;
    log.debug(
      {
        request_id: id,
        method: request.method,
        url: request.url,
        route,
        status,
        cache: outcome,
        caller: caller?.id,
        ms: Math.round(seconds * 1e6) / 1e3,
      },
      'answered',
    );
  }
}

/** Rewrites the absolute form of a request target, as sent to proxies, to the origin form (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = target.replace(ABSOLUTE_FORM, '');
  return path.startsWith('?') || path === '' ? `/${path}` : path;
}

function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}
