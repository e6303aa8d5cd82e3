import { parse } from 'node:querystring';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parameterReader } from '../endpoints/paths';
import type { SharedPlace } from '../endpoints/place';
import type { RequestContext } from '../request-context';
import type { Answerer } from './route-handlers';

/** A route whose answers are shared, with what answers its requests. */
export interface SharedRoute {
  readonly place: SharedPlace;
  readonly answerer: Answerer;
}

/** Answers an error of any kind. */
export type AnswerError = (
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
) => void;

/** Answers a GET or HEAD request, or returns false where no route has its path. */
export type Reads = (request: IncomingMessage, response: ServerResponse, context: RequestContext) => boolean;

/** Answers reads of shared routes without Express, whose routing takes longer than reading a list. */
export function createReads(routes: readonly SharedRoute[], answerError: AnswerError): Reads {
  const all = routes.map(({ place, answerer }) => ({ parametersIn: parameterReader(place), answerer }));
  return (request, response, context) => {
    const [pathname, query] = partsOf(request.url ?? '');
    try {
      for (const { parametersIn, answerer } of all) {
        const params = parametersIn(pathname);
        if (params === undefined) continue;
        const sent = { params, query: query === undefined ? {} : parse(query) };
        answerer(request, response, context, sent).catch((error: unknown) => {
          answerError(error, request, response, context);
        });
        return true;
      }
    } catch (error) {
      answerError(error, request, response, context);
      return true;
    }
    return false;
  };
}

/** Path and query of a URL; a fragment, which no client should send, is neither. */
function partsOf(url: string): readonly [string, string | undefined] {
  const fragment = url.indexOf('#');
  const whole = fragment < 0 ? url : url.slice(0, fragment);
  const mark = whole.indexOf('?');
  return mark < 0 ? [whole, undefined] : [whole.slice(0, mark), whole.slice(mark + 1)];
}
