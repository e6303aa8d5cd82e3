import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../db/schema';
import type { CalendarDay } from '../../domain/execution-date';
import type { Caller } from '../access/key-ring';
import type { DateRange } from '../answers/answer';
import type { TemporalUi } from '../../temporal/names/temporal-url';
import type { CallerPlace, SharedPlace } from './place';
import type { ProblemKind } from './problems';
import type { z } from './zod';

/** What a route takes. */
export interface Takes {
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
}

/** What is said of a route apart from where it is and who may read its answers. */
interface Description extends Takes {
  /** Its name in the document, in clients made from it, and in metrics. */
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** Of the answer with status 200. */
  readonly answer: z.ZodType;
  readonly example: unknown;
  /** What it may answer besides those that any route may. */
  readonly problems: readonly ProblemKind[];
}

/** What an endpoint may say of itself whose answer does not depend on the caller's key. */
type SharedDescription = Description & SharedPlace;
/** What an endpoint may say of itself whose answer depends on the caller's key. */
type CallerDescription = Description & CallerPlace;

/** What handlers work with. */
export interface EndpointDependencies {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  /** The last date due by now, which is never after END_DATE. */
  readonly lastDue: () => CalendarDay;
  readonly log: Logger;
  readonly temporalUi: TemporalUi | undefined;
}

/** What a handler found. */
export interface Found<Value> {
  readonly value: Value;
  /** Publications of these dates change it; absent for what must not be kept. */
  readonly dates?: DateRange;
}

/** One endpoint: what it takes, what it answers and its handler. Validation, access, caching and the document follow. */
export type Endpoint = SharedEndpoint | CallerEndpoint;

/** An endpoint whose answer does not depend on the caller's key; its handler is not told who asks. */
export type SharedEndpoint = SharedDescription & {
  readonly handle: (input: InputOf<SharedDescription>, deps: EndpointDependencies) => Promise<Found<unknown>>;
};

/** An endpoint whose answer depends on the caller's key. */
export type CallerEndpoint = CallerDescription & {
  readonly handle: (
    input: InputOf<CallerDescription>,
    deps: EndpointDependencies,
    caller: Caller | undefined,
  ) => Promise<Pick<Found<unknown>, 'value'>>;
};

type OutputOf<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

/** What a route's handler is given: checked values. */
export interface InputOf<E extends Takes> {
  readonly params: OutputOf<E['params']>;
  readonly query: OutputOf<E['query']>;
  readonly body: OutputOf<E['body']>;
}

type DeepReadonly<Value> = Value extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> }
    : Value;

/** What a route answers. */
export type AnswerOf<E extends Pick<Description, 'answer'>> = DeepReadonly<z.infer<E['answer']>>;

/** Declares an endpoint whose answer does not depend on the caller; its types are kept as exact as they are written. */
export function endpoint<const E extends SharedDescription>(
  description: E,
  handle: (input: InputOf<E>, deps: EndpointDependencies) => Promise<Found<AnswerOf<E>>>,
): E & Pick<SharedEndpoint, 'handle'> {
  return { ...description, handle };
}

/** Declares an endpoint whose answer depends on the caller's key. */
export function callerEndpoint<const E extends CallerDescription>(
  description: E,
  handle: (
    input: InputOf<E>,
    deps: EndpointDependencies,
    caller: Caller | undefined,
  ) => Promise<Pick<Found<AnswerOf<E>>, 'value'>>,
): E & Pick<CallerEndpoint, 'handle'> {
  return { ...description, handle };
}
