import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Caller } from './access/key-ring';
import type { Taken } from './access/rate-limit';
import type { Problem } from './problem';

/** What the request handler knows of a request before an endpoint sees it. */
export interface RequestContext {
  readonly id: string;
  /** `performance.now()` at its arrival. */
  readonly startedAt: number;
  caller: Caller | undefined;
  limits: Taken | undefined;
  /** The route that answers it, for metrics. */
  route: string;
  /** Shows an error to a browser; undefined for a program, which gets JSON. */
  problemPage: ((problem: Problem) => string) | undefined;
}

const CONTEXT = Symbol('context');
const SENT_ID = /^[\w.:-]{1,64}$/;
/** New ids are numbers behind a random text of this process: a UUID for each would cost more than the look-up of its answer. */
const PROCESS_ID = randomBytes(12).toString('hex');
let newestId = 0;

type WithContext = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Begins the context of a request that has just arrived. */
export function beginContext(request: IncomingMessage): RequestContext {
  const sent = request.headers['x-request-id'];
  return {
    id: typeof sent === 'string' && SENT_ID.test(sent) ? sent : newId(),
    startedAt: performance.now(),
    caller: undefined,
    limits: undefined,
    route: 'none',
    problemPage: undefined,
  };
}

/** Gives a request its context, for those who are handed nothing but the request. */
export function attachContext(request: IncomingMessage, context: RequestContext): void {
  (request as WithContext)[CONTEXT] = context;
}

/** The context that a request was given. @throws Error when it was given none */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = (request as WithContext)[CONTEXT];
  if (context === undefined) throw new Error('the request has no context');
  return context;
}

function newId(): string {
  newestId++;
  return `${PROCESS_ID}-${String(newestId)}`;
}
