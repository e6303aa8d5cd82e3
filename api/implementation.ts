import type { DateRange } from './answers/answer';
import type { AnswerOf, Endpoint, InputOf } from './contract/endpoint';
import type { Caller } from './access/key-ring';

/** What a handler found. */
export interface Found<Value> {
  readonly value: Value;
  /** Publications of these dates change it; absent for what must not be kept. */
  readonly dates?: DateRange;
}

/** A route with the code that answers it. */
export interface Implementation {
  readonly endpoint: Endpoint;
  readonly handle: (input: InputOf<Endpoint>, caller: Caller | undefined) => Promise<Found<unknown>>;
}

/** Puts a route and its code together. */
export function implement<E extends Endpoint>(
  endpoint: E,
  handle: (input: InputOf<E>, caller: Caller | undefined) => Promise<Found<AnswerOf<E>>>,
): Implementation {
  return { endpoint, handle: handle };
}
