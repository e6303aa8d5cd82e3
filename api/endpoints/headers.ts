import type { HeadersObject } from 'openapi3-ts/oas31';

const integer = { type: 'integer', minimum: 0 } as const;

/** On every answer. */
export const REQUEST_ID_HEADER: HeadersObject = {
  'X-Request-Id': {
    description: "The request's id in the service's log: the one that was sent, or a new one.",
    required: true,
    schema: { type: 'string', minLength: 1 },
  },
};

/** On every answer to callers, where there is a limit. */
export const LIMIT_HEADERS: HeadersObject = {
  'RateLimit-Limit': { description: 'Requests that may be sent in a minute.', schema: integer },
  'RateLimit-Remaining': { description: 'Requests left in this minute.', schema: integer },
  'RateLimit-Reset': { description: 'Seconds to the next minute.', schema: integer },
};

/** On answers that can be asked for again. */
export const ETAG_HEADER: HeadersObject = {
  ETag: { description: 'Changes with the bytes of the answer; strong.', schema: { type: 'string' } },
};

const RETRY_AFTER: HeadersObject = {
  'Retry-After': { description: 'Seconds to wait before the next try.', required: true, schema: integer },
};

/** By status: on errors that say what would do instead. */
export const PROBLEM_HEADERS: Readonly<Record<number, HeadersObject>> = {
  401: {
    'WWW-Authenticate': {
      description: 'How to send a key.',
      required: true,
      schema: { type: 'string', enum: ['Bearer'] },
    },
  },
  405: {
    Allow: { description: 'The methods that the path has.', required: true, schema: { type: 'string' } },
  },
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};
