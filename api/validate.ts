import type { InputOf, Takes } from './endpoints/endpoint';
import type { ProblemBody } from './endpoints/problems';
import type { z } from './endpoints/zod';
import { Problem } from './problem';

/** Faults that are listed, at most. */
const LISTED_FAULTS = 10;
/** Of a fault's text and of a name that a caller chose. */
const TEXT_LENGTH = 200;

type Faults = NonNullable<ProblemBody['errors']>;

/** The values that a request brings, unchecked. */
export interface Sent {
  readonly params: unknown;
  readonly query: unknown;
  readonly body?: unknown;
}

/** The checked values of a request. @throws Problem 400 with every fault. */
export function validate<E extends Takes>(endpoint: E, sent: Sent): InputOf<E> {
  const faults: Faults = [];
  const check = (where: Faults[number]['in'], schema: z.ZodObject | undefined, value: unknown): unknown => {
    if (schema === undefined) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    for (const issue of parsed.error.issues) {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
      const name = (keys.length > 0 ? keys : issue.path).map(String).join('.').slice(0, TEXT_LENGTH);
      const detail = keys.length > 0 ? 'is not known here' : issue.message.slice(0, TEXT_LENGTH);
      faults.push({ in: where, name, detail });
    }
    return undefined;
  };
  const params = check('path', endpoint.params, sent.params);
  const query = check('query', endpoint.query, sent.query);
  const body = check('body', endpoint.body, sent.body);
  if (faults.length > 0) {
    const listed = faults.slice(0, LISTED_FAULTS);
    const detail = listed.map((fault) => `${fault.in} ${fault.name}: ${fault.detail}`).join('; ');
    throw new Problem('badRequest', detail, { errors: listed });
  }
  return { params, query, body } as InputOf<E>;
}
