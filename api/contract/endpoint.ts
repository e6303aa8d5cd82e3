import type { CallerPlace, Place, SharedPlace } from './place';
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

/** One route: what it takes and answers. Validation, types, access, caching and the document follow from it. */
export type Endpoint = Description & Place;
/** A route whose answer does not depend on the caller's key. */
export type SharedEndpoint = Description & SharedPlace;
/** A route whose answer depends on the caller's key. */
export type CallerEndpoint = Description & CallerPlace;

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
export type AnswerOf<E extends Endpoint> = DeepReadonly<z.infer<E['answer']>>;

/** Describes a route; its types are kept as exact as they are written. */
export function endpoint<const E extends Endpoint>(description: E): E {
  return description;
}
