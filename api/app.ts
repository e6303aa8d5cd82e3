import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { databaseFault } from '../db/errors';
import { DatabaseRefusedError } from '../db/refusal';
import type { AnswerCache } from './answers/answer-cache';
import { jsonAnswer } from './answers/answer';
import { createReads } from './answers/reads';
import type { AnswerError, Reads } from './answers/reads';
import { answerCaller, answerFromCache } from './answers/route-handlers';
import type { Answerer } from './answers/route-handlers';
import type { Dashboard } from './dashboard/dashboard';
import { docsRoutes } from './docs';
import type { CallerEndpoint, Endpoint, EndpointDependencies, SharedEndpoint } from './endpoints/endpoint';
import { DOCUMENTATION } from './endpoints/pages';
import { expressPath, pathPattern } from './endpoints/paths';
import { createDocument } from './openapi';
import { Problem } from './problem';
import { contextOf } from './request-context';
import { respondWithProblem } from './respond';

const BODY_LIMIT = '64kb';

/** What the app is made of. */
interface AppParts {
  readonly endpoints: readonly Endpoint[];
  /** What the handlers of endpoints are given. */
  readonly dependencies: EndpointDependencies;
  /** Its pages are no routes of the API, and not in the document. */
  readonly dashboard: Pick<Dashboard, 'router' | 'routes'>;
  readonly cache: AnswerCache;
  readonly log: Logger;
  readonly version: string;
  /** For the document. */
  readonly keysRequired: boolean;
}

/** A method and a path that requests are answered at. */
export interface Route {
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it. */
  readonly path: string;
}

/** The API, and everything that it answers at. */
interface App {
  /** Answers reads of endpoints whose answers are shared. */
  readonly reads: Reads;
  /** Answers all other requests. */
  readonly express: Express;
  readonly routes: readonly Route[];
}

/** The API, apart from how it is served and who is let in. */
export function createApp({
  endpoints,
  dependencies,
  dashboard,
  cache,
  log,
  version,
  keysRequired,
}: AppParts): App {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  for (const endpoint of endpoints.filter(isForCallers)) {
    const { method } = endpoint;
    app[method](
      expressPath(endpoint),
      ...(method === 'post' ? [jsonOnly, express.json({ limit: BODY_LIMIT })] : []),
      handleCaller(endpoint, dependencies),
    );
  }
  const answerError = errorAnswerer(log);
  const reads = createReads(
    endpoints
      .filter((endpoint) => !isForCallers(endpoint))
      .map((endpoint) => ({ place: endpoint, answerer: answererOf(endpoint, dependencies, cache) })),
    answerError,
  );
  const document = createDocument(endpoints, version, keysRequired);
  app.use(docsRoutes(document));
  app.use(dashboard.router);
  const all = [...endpoints, ...Object.values(DOCUMENTATION), ...dashboard.routes];
  app.use(noRoute(all));
  app.use(problemHandler(answerError));
  return { reads, express: app, routes: all.map(({ method, path }) => ({ method, path })) };
}

function handleCaller(endpoint: CallerEndpoint, deps: EndpointDependencies): RequestHandler {
  return answerCaller(endpoint, async (input, caller) => {
    const { value } = await endpoint.handle(input, deps, caller);
    return jsonAnswer(value);
  });
}

function answererOf(endpoint: SharedEndpoint, deps: EndpointDependencies, cache: AnswerCache): Answerer {
  return answerFromCache(endpoint, cache, async (input) => {
    const { value, dates } = await endpoint.handle(input, deps);
    return { answer: jsonAnswer(value), dates };
  });
}

function isForCallers(endpoint: Endpoint): endpoint is CallerEndpoint {
  return endpoint.scope === 'caller';
}

const jsonOnly: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new Problem('wrongType', 'send the body as application/json');
  }
  next();
};

/** A path that other methods are answered at, or one that no route has. */
function noRoute(endpoints: readonly Route[]): RequestHandler {
  const known = endpoints.map((endpoint) => ({
    pattern: pathPattern(endpoint),
    methods: endpoint.method === 'get' ? 'GET, HEAD' : endpoint.method.toUpperCase(),
  }));
  return (request, response) => {
    const allowed = known.filter(({ pattern }) => pattern.test(request.path)).map(({ methods }) => methods);
    if (allowed.length === 0) {
      throw new Problem('noSuchRoute', `${request.path} is not part of this API; /docs shows what is`);
    }
    response.setHeader('Allow', allowed.join(', '));
    throw new Problem('wrongMethod', `${request.path} answers ${allowed.join(', ')} only`);
  };
}

function problemHandler(answerError: AnswerError): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) next(error);
    else answerError(error, request, response, contextOf(request));
  };
}

/** Every error becomes a problem; what went wrong inside stays in the log. */
function errorAnswerer(log: Logger): AnswerError {
  return (error, request, response, context) => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const problem = toProblem(error);
    if (problem.status >= 500) {
      const about = { err: error, request_id: context.id, url: request.url };
      if (problem.kind === 'internal') log.error(about, 'request failed');
      else log.warn(about, problem.detail);
    }
    respondWithProblem(request, response, context, problem);
  };
}

function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof URIError) return new Problem('badRequest', 'the path is not percent-encoded UTF-8');
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return new Problem('tooLarge', `a body may have ${BODY_LIMIT}`);
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
    return new Problem('wrongType', 'send the body as application/json in UTF-8');
  }
  if (typeof type === 'string' && (type.startsWith('entity.') || type.startsWith('request.'))) {
    return new Problem('badRequest', 'the body is not JSON, or was cut off');
  }
  if (databaseFault(error) === 'passing' || error instanceof DatabaseRefusedError) {
    return new Problem('noDatabase', 'the lists cannot be read at the moment; try again in a few seconds');
  }
  return new Problem('internal', 'the request failed; the reason is in the log of the service');
}
