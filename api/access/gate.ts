import type { IncomingMessage, ServerResponse } from 'node:http';
import cors from 'cors';
import { Problem } from '../problem';
import type { Caller, LimitState, RequestContext } from '../request-context';

/** Probes come without a key, and as often as they like. */
const PROBES = '/health/';
const EXPOSED_HEADERS = [
  'ETag',
  'X-Request-Id',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
];
const PREFLIGHT_SECONDS = 3_600;

/** Decides who is let in. */
export interface Gate {
  /** Lets a request in, refuses it with a problem, or has answered it itself (what a browser asks before a request). */
  admit(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Problem | 'answered' | undefined;
}

/** What a gate checks. */
export interface GateParts {
  /** The key that a request presents, if any. */
  readonly credentialOf: (request: IncomingMessage) => string | undefined;
  /** Whose key it is; absent where keys are not required. */
  readonly verify?: (presented: string) => Caller | undefined;
  /** Counts a request; absent without limits. */
  readonly take?: (caller: string) => LimitState;
  readonly addressOf: (request: IncomingMessage) => string;
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[];
}

/** Keys, limits and CORS, for every request alike. */
export function createGate({ credentialOf, verify, take, addressOf, corsOrigins }: GateParts): Gate {
  const share =
    corsOrigins.length === 0
      ? undefined
      : cors({
          origin: [...corsOrigins],
          methods: ['GET', 'HEAD', 'POST'],
          exposedHeaders: EXPOSED_HEADERS,
          maxAge: PREFLIGHT_SECONDS,
        });
  return {
    admit: (request, response, context) => {
      if (request.url?.startsWith(PROBES) === true) return undefined;
      let isAnswered = share !== undefined;
      share?.(request, response, () => {
        isAnswered = false;
      });
      if (isAnswered) return 'answered';
      const presented = verify === undefined ? undefined : credentialOf(request);
      context.caller = presented === undefined ? undefined : verify?.(presented);
      if (take !== undefined) {
        const { caller } = context;
        context.limits = take(caller === undefined ? `address ${addressOf(request)}` : `key ${caller.id}`);
        if (!context.limits.allowed) {
          const seconds = context.limits.resetSeconds;
          return new Problem('tooMany', `the limit is used up; it is renewed in ${String(seconds)} s`, {
            retryAfterSeconds: seconds,
          });
        }
      }
      if (verify !== undefined && context.caller === undefined) {
        return new Problem(
          'noKey',
          presented === undefined
            ? 'send a key as `Authorization: Bearer …` or `X-API-Key: …`'
            : 'the key is not known, or has been revoked',
        );
      }
      return undefined;
    },
  };
}
