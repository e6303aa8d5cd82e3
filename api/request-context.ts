import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who asks, as far as the service knows. */
export interface Caller {
  /** Of its key; never the key itself. */
  readonly id: string;
  readonly name: string;
  /** Whose data it may see; undefined for everybody's. */
  readonly advertisers: ReadonlySet<string> | undefined;
}

/** How much of its limit a caller has used. */
export interface LimitState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** What the front knows of a request before a route sees it. */
export interface RequestContext {
  readonly id: string;
  /** `performance.now()` at its arrival. */
  readonly startedAt: number;
  caller: Caller | undefined;
  limits: LimitState | undefined;
  /** The route that answers it, for metrics. */
  route: string;
}

const CONTEXT = Symbol('context');
const SENT_ID = /^[\w.:-]{1,64}$/;

type WithContext = IncomingMessage & { [CONTEXT]?: RequestContext };

/** Begins the context of a request that has just arrived. */
export function beginContext(request: IncomingMessage): RequestContext {
  const sent = request.headers['x-request-id'];
  const context: RequestContext = {
    id: typeof sent === 'string' && SENT_ID.test(sent) ? sent : randomUUID(),
    startedAt: performance.now(),
    caller: undefined,
    limits: undefined,
    route: 'none',
  };
  (request as WithContext)[CONTEXT] = context;
  return context;
}

/** The context of a request. */
export function contextOf(request: IncomingMessage): RequestContext {
  return (request as WithContext)[CONTEXT] ?? beginContext(request);
}
