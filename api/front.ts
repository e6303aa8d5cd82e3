import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Express } from 'express';
import type { Logger } from 'pino';
import type { Gate } from './access/gate';
import { refusalOf } from './access/readers';
import type { AnswerCache } from './answers/answer-cache';
import type { Dashboard } from './dashboard/dashboard';
import type { ApiMetrics } from './metrics';
import { Problem } from './problem';
import { attachContext, beginContext } from './request-context';
import type { RequestContext } from './request-context';
import { sendAnswer, sendProblem } from './send';

const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
const NO_HOST = new Problem('badRequest', 'HTTP/1.1 requires a Host header');

/** What stands in front of the routes. */
export interface FrontParts {
  readonly app: Express;
  readonly gate: Gate;
  readonly dashboard: Pick<Dashboard, 'problemPageFor'>;
  readonly cache: AnswerCache;
  readonly metrics: ApiMetrics;
  readonly log: Logger;
}

/**
 * Takes every request: lets its caller in or not, and answers what is in the cache at once. Everything else goes through
 * the routes, which put it there.
 */
export function createFront({ app, gate, dashboard, cache, metrics, log }: FrontParts) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    const context = beginContext(request);
    request.url = originForm(request.url ?? '');
    context.problemPage = dashboard.problemPageFor(request, context.id);
    const refused = lacksHost(request) ? NO_HOST : gate.admit(request, response, context);
    if (refused === 'answered') {
      finish(context, request, response, 'none');
      return;
    }
    if (refused !== undefined) {
      sendProblem(request, response, context, refused);
      finish(context, request, response, 'none');
      return;
    }
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const answer = isRead ? cache.peek(request.url ?? '') : undefined;
    if (answer !== undefined) {
      context.route = answer.route;
      const outOfScope = refusalOf(answer.readers, context.caller);
      if (outOfScope === undefined) sendAnswer(request, response, context, answer);
      else sendProblem(request, response, context, outOfScope);
      finish(context, request, response, 'hit');
      return;
    }
    response.once('close', () => {
      finish(context, request, response, isRead ? 'miss' : 'none');
    });
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
    // Ad servers ask on every page view: a line for each request is for those who look for something.
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

/** What a request to a proxy asks for, as it stands in any other request (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = target.replace(ABSOLUTE_FORM, '');
  return path.startsWith('?') || path === '' ? `/${path}` : path;
}

function lacksHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}
