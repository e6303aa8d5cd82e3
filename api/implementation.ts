import type { Caller } from './access/key-ring';
import type { DateRange } from './answers/answer';
import type { AnswerOf, CallerEndpoint, InputOf, SharedEndpoint } from './contract/endpoint';

/** What a handler found. */
export interface Found<Value> {
  readonly value: Value;
  /** Publications of these dates change it; absent for what must not be kept. */
  readonly dates?: DateRange;
}

/** A route with the code that answers it. */
export type Implementation = SharedImplementation | CallerImplementation;

/** A route whose answer does not depend on the caller, and code that is not told who asks. */
export interface SharedImplementation {
  readonly endpoint: SharedEndpoint;
  readonly handle: (input: InputOf<SharedEndpoint>) => Promise<Found<unknown>>;
}

/** A route whose answer depends on the caller, with the code that answers it. */
export interface CallerImplementation {
  readonly endpoint: CallerEndpoint;
  readonly handle: (
    input: InputOf<CallerEndpoint>,
    caller: Caller | undefined,
  ) => Promise<{ readonly value: unknown }>;
}

/** Puts a route whose answer does not depend on the caller together with its code. */
export function implement<E extends SharedEndpoint>(
  endpoint: E,
  handle: (input: InputOf<E>) => Promise<Found<AnswerOf<E>>>,
): SharedImplementation {
  return { endpoint, handle };
}

/** Puts a route whose answer depends on the caller together with its code. */
export function implementForCallers<E extends CallerEndpoint>(
  endpoint: E,
  handle: (input: InputOf<E>, caller: Caller | undefined) => Promise<{ readonly value: AnswerOf<E> }>,
): CallerImplementation {
  return { endpoint, handle };
}
