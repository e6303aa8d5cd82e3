import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { databaseFault } from '../db/errors';

/** When a caller may ask again after a 503. */
const RETRY_AFTER_SECONDS = '5';

/** An answer that is an error, as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: 400 | 404 | 503,
    readonly title: string,
    readonly detail: string,
  ) {
    super(`${title}: ${detail}`);
  }
}

/** The answer to a path that no route has. */
export const noSuchRoute: RequestHandler = (request, response) => {
  send(response, 404, 'No such route', `${request.method} ${request.path} is not part of this API`);
};

/** Every error becomes a problem; what went wrong inside stays in the log. */
export const problemHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error);
  } else if (error instanceof Problem) {
    send(response, error.status, error.title, error.detail);
  } else if (error instanceof URIError) {
    send(response, 400, 'Bad path', 'the path is not valid percent-encoded UTF-8');
  } else if (databaseFault(error) === 'passing') {
    request.log.warn({ err: error }, 'the database is away');
    send(response, 503, 'No database', 'the lists cannot be read at the moment; try again in a few seconds');
  } else {
    request.log.error({ err: error }, 'request failed');
    send(response, 500, 'Internal error', 'the request failed; the reason is in the log of the service');
  }
};

function send(response: Response, status: number, title: string, detail: string): void {
  if (status === 503) response.set('Retry-After', RETRY_AFTER_SECONDS);
  response.status(status).type('application/problem+json');
  response.send(JSON.stringify({ type: 'about:blank', title, status, detail }));
}
