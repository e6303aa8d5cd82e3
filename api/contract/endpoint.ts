import type { ProblemKind } from './problems';
import type { z } from './zod';

/** One route: what it takes and answers. Validation, types and the document follow from it. */
export interface Endpoint {
  /** Its name in the document, in clients made from it, and in metrics. */
  readonly id: string;
  readonly method: 'get' | 'post';
  /** As OpenAPI writes it: `/runs/{date}`. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodObject;
  /** Of the answer with status 200. */
  readonly answer: z.ZodType;
  readonly example: unknown;
  /** What it may answer besides those that any route may. */
  readonly problems: readonly ProblemKind[];
  /** `anyone`: without a key and without limits, for probes. */
  readonly audience: 'callers' | 'anyone';
}

type OutputOf<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

/** What a route's handler is given: checked values. */
export interface InputOf<E extends Pick<Endpoint, 'params' | 'query' | 'body'>> {
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
