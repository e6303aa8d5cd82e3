import { z } from './zod';

/** Every kind of error answer, by what it is called in code. */
export const PROBLEMS = {
  badRequest: { status: 400, title: 'Bad request', when: 'a parameter or the body is not as described' },
  noKey: {
    status: 401,
    title: 'No valid key',
    when: 'keys are required, and there is none or an unknown one',
  },
  forbidden: { status: 403, title: 'Not allowed', when: 'the key is for other advertisers' },
  unknownAdvertiser: {
    status: 404,
    title: 'Unknown advertiser',
    when: 'no published run has seen the advertiser active',
  },
  unknownRun: { status: 404, title: 'No run', when: 'no run of that date is on record' },
  noSuchRoute: { status: 404, title: 'No such route', when: 'no route has this path' },
  wrongMethod: { status: 405, title: 'Wrong method', when: 'the path exists with other methods' },
  tooSlow: { status: 408, title: 'Too slow', when: 'the headers took over 10 s, or all of it over 15 s' },
  tooLarge: { status: 413, title: 'Body too large', when: 'the body is over 64 KiB' },
  wrongType: { status: 415, title: 'Wrong media type', when: 'the body is not application/json in UTF-8' },
  tooMany: {
    status: 429,
    title: 'Too many requests',
    when: 'the limit of the key or the address is used up',
  },
  headersTooLarge: {
    status: 431,
    title: 'Headers too large',
    when: 'the request line and the headers are over 16 KiB',
  },
  internal: {
    status: 500,
    title: 'Internal error',
    when: 'a fault of the service; the reason is in its log',
  },
  noDatabase: { status: 503, title: 'No database', when: 'the lists cannot be read at the moment' },
  notReady: { status: 503, title: 'Not ready', when: 'the database is unreachable, or not migrated' },
} as const;

/** One of `PROBLEMS`. */
export type ProblemKind = keyof typeof PROBLEMS;

/** An error as it is answered: RFC 9457, with one entry in `errors` for each faulty value. */
export const ProblemSchema = z
  .strictObject({
    type: z.literal('about:blank'),
    title: z.enum(Object.values(PROBLEMS).map(({ title }) => title) as [string, ...string[]]),
    status: z.int(),
    detail: z.string(),
    errors: z
      .array(z.strictObject({ in: z.enum(['path', 'query', 'body']), name: z.string(), detail: z.string() }))
      .optional(),
  })
  .openapi('Problem', { description: 'An error (RFC 9457).' });

/** What a problem answers. */
export type ProblemBody = z.infer<typeof ProblemSchema>;
