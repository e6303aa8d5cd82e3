import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestHandler } from 'express';
import type { Caller } from '../access/key-ring';
import { refusalOf } from '../access/readers';
import type { InputOf, Takes } from '../endpoints/endpoint';
import type { CallerPlace, Readers, SharedPlace } from '../endpoints/place';
import { contextOf } from '../request-context';
import type { RequestContext } from '../request-context';
import { respond } from '../respond';
import { validate } from '../validate';
import type { Sent } from '../validate';
import { shareAnswer } from './answer';
import type { About, Answer } from './answer';
import type { AnswerCache } from './answer-cache';

/** A route as far as answering its requests goes. */
type Route = Takes & { readonly id: string };

/** A shared answer, as it is made. */
type Shared = Omit<About, 'readers' | 'route'> & { readonly answer: Answer };

/** Answers one request, whose values are unchecked. It rejects with the Problem of a request that is refused. */
export type Answerer = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  sent: Sent,
) => Promise<void>;

/**
 * Answers requests to a route whose answer does not depend on the caller: from the cache, or made once for all who ask
 * at the same moment. `make` is not told who asks.
 */
export function answerFromCache(
  route: Route & SharedPlace,
  cache: AnswerCache,
  make: (input: InputOf<Takes>) => Promise<Shared>,
): Answerer {
  return async (request, response, context, sent) => {
    context.route = route.id;
    const input: InputOf<Takes> = validate<Takes>(route, sent);
    const readers = readersOf(route, input);
    const refused = refusalOf(readers, context.caller);
    if (refused !== undefined) throw refused;
    const shared = await cache.load(request.url ?? '', async () => {
      const { answer, ...about } = await make(input);
      return shareAnswer(answer, { ...about, readers, route: route.id });
    });
    respond(request, response, context, shared);
  };
}

/** An answerer as a handler of Express. */
export function handlerOf(answerer: Answerer): RequestHandler {
  return (request, response) => answerer(request, response, contextOf(request), request);
}

/** Answers requests to a route whose answer depends on the caller: each is made anew, and sent to one caller only. */
export function answerCaller(
  route: Route & CallerPlace,
  make: (input: InputOf<Takes>, caller: Caller | undefined) => Promise<Answer>,
): RequestHandler {
  return async (request, response) => {
    const context = contextOf(request);
    context.route = route.id;
    const input: InputOf<Takes> = validate<Takes>(route, request);
    respond(request, response, context, await make(input, context.caller));
  };
}

function readersOf({ scope }: SharedPlace, { params }: InputOf<Takes>): Readers {
  if (scope !== 'advertiser') return { scope };
  const { advertiser } = params as { readonly advertiser: string };
  return { scope, advertiser };
}
