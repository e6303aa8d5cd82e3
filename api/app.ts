import express from 'express';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { databaseFault } from '../db/errors';
import type { Caller } from './access/key-ring';
import type { AnswerCache } from './answers/answer-cache';
import { createAnswer } from './answers/answer';
import type { Answer } from './answers/answer';
import type { Endpoint, InputOf } from './contract/endpoint';
import type { Dashboard } from './dashboard/dashboard';
import { DOCS_ROUTES, docsRoutes } from './docs';
import type { Implementation } from './implementation';
import { createDocument } from './openapi';
import { Problem } from './problem';
import { contextOf } from './request-context';
import { outOfScope } from './routes/recommendations';
import { sendAnswer, sendProblem } from './send';
import { validate } from './validate';

const BODY_LIMIT = '64kb';

/** What the app is made of. */
export interface AppParts {
  readonly routes: readonly Implementation[];
  /** Its pages are no routes of the API, and not in the document. */
  readonly dashboard: Pick<Dashboard, 'router' | 'routes'>;
  readonly cache: AnswerCache;
  readonly log: Logger;
  readonly version: string;
  /** For the document. */
  readonly keysRequired: boolean;
}

/** The API, apart from how it is served and who is let in. */
export function createApp({ routes, dashboard, cache, log, version, keysRequired }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.enable('case sensitive routing');
  for (const route of routes) {
    const { method } = route.endpoint;
    const path = route.endpoint.path.replace(/\{(\w+)\}/g, ':$1');
    app[method](
      path,
      ...(method === 'post' ? [jsonOnly, express.json({ limit: BODY_LIMIT })] : []),
      answer(route, cache),
    );
  }
  const document = createDocument(
    routes.map(({ endpoint }) => endpoint),
    version,
    keysRequired,
  );
  app.use(docsRoutes(document));
  app.use(dashboard.router);
  app.use(noRoute([...routes.map(({ endpoint }) => endpoint), ...DOCS_ROUTES, ...dashboard.routes]));
  app.use(problemHandler(log));
  return app;
}

function answer({ endpoint, handle }: Implementation, cache: AnswerCache): RequestHandler {
  return async (request, response) => {
    const context = contextOf(request);
    context.route = endpoint.id;
    const input: InputOf<Endpoint> = validate(endpoint, request);
    const { advertiser } = (input.params ?? {}) as { advertiser?: string };
    refuseOutOfScope(endpoint, context.caller, advertiser);
    const make = async (): Promise<Answer> => {
      const { value, dates } = await handle(input, context.caller);
      return createAnswer(value, { dates, advertiser, route: endpoint.id });
    };
    const made = endpoint.method === 'get' ? await cache.load(request.originalUrl, make) : await make();
    sendAnswer(request, response, context, made);
  };
}

/** A batch tells its caller slot by slot. */
function refuseOutOfScope(
  { audience, method }: Endpoint,
  caller: Caller | undefined,
  advertiser: string | undefined,
): void {
  const allowed = caller?.advertisers;
  if (audience === 'anyone' || method === 'post' || allowed === undefined) return;
  if (advertiser === undefined || !allowed.has(advertiser)) throw outOfScope(advertiser);
}

const jsonOnly: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new Problem('wrongType', 'send the body as application/json');
  }
  next();
};

/** A path that other methods are answered at, or one that no route has. */
function noRoute(endpoints: readonly Pick<Endpoint, 'path' | 'method'>[]): RequestHandler {
  const known = endpoints.map(({ path, method }) => ({
    pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
    methods: method === 'get' ? 'GET, HEAD' : method.toUpperCase(),
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

/** Every error becomes a problem; what went wrong inside stays in the log. */
function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, request: Request, response: Response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const problem = toProblem(error);
    const context = contextOf(request);
    if (problem.status >= 500) {
      const about = { err: error, request_id: context.id, url: request.originalUrl };
      if (problem.kind === 'internal') log.error(about, 'request failed');
      else log.warn(about, problem.detail);
    }
    sendProblem(request, response, context, problem);
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
  if (databaseFault(error) === 'passing') {
    return new Problem('noDatabase', 'the lists cannot be read at the moment; try again in a few seconds');
  }
  return new Problem('internal', 'the request failed; the reason is in the log of the service');
}
