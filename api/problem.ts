import { PROBLEMS } from './endpoints/problems';
import type { ProblemBody, ProblemKind } from './endpoints/problems';

/** When a caller may ask again after a 503. */
const RETRY_AFTER_SECONDS = 5;

/** An answer that is an error, as `application/problem+json` (RFC 9457). */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly kind: ProblemKind;
  readonly errors: ProblemBody['errors'];
  readonly #retryAfterSeconds: number | undefined;

  constructor(
    kind: ProblemKind,
    readonly detail: string,
    more: { readonly errors?: ProblemBody['errors']; readonly retryAfterSeconds?: number } = {},
  ) {
    super(`${PROBLEMS[kind].title}: ${detail}`);
    this.kind = kind;
    this.errors = more.errors;
    this.#retryAfterSeconds = more.retryAfterSeconds;
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }

  /** When to try again; undefined where that is no help. */
  get retryAfterSeconds(): number | undefined {
    return this.#retryAfterSeconds ?? (this.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  }

  /** What is sent. */
  get body(): ProblemBody {
    const { status, detail, errors } = this;
    const { title } = PROBLEMS[this.kind];
    return { type: 'about:blank', title, status, detail, ...(errors === undefined ? {} : { errors }) };
  }
}

/** The answer for data that the caller's key is not for: one advertiser's, or without one all advertisers'. */
export function outOfScope(advertiser: string | undefined): Problem {
  const what = advertiser === undefined ? 'the data of all advertisers' : JSON.stringify(advertiser);
  return new Problem('forbidden', `this key is not for ${what}`);
}

/** The answer for an advertiser that no published run has seen active. */
export function unknownAdvertiser(advertiser: string): Problem {
  return new Problem(
    'unknownAdvertiser',
    `${JSON.stringify(advertiser)} has never been an active advertiser`,
  );
}
