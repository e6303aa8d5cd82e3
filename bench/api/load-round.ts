/** One thing to ask for. */
export interface Ask {
  readonly path: string;
  /** The ETag that the asker has. */
  readonly etag?: string;
}

/** What the load generator is to do. */
export interface LoadRound {
  readonly port: number;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  readonly asks: readonly Ask[];
  /** Whether each item is asked for once, in this order; otherwise at random until the time is over. */
  readonly isWalk: boolean;
  readonly connections: number;
  /** At most. */
  readonly seconds: number;
  /** Whether every answer must be a whole list of one mark. */
  readonly checksMarks: boolean;
}

/** The results of a round. */
export interface LoadReport {
  readonly requests: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Connections that broke, requests without an answer in time or at all, answers that are not whole or not of one mark. */
  readonly errors: number;
  /** The first error; undefined without errors. */
  readonly firstError: string | undefined;
  /** CPU time of the generator divided by wall time: near 1, the generator is the bottleneck. */
  readonly busy: number;
  /** When each mark was last received, in milliseconds since 1970. */
  readonly marks: readonly { readonly mark: number; readonly lastSeenAt: number }[];
}

/** A message to the generator: a round to begin, or the order to finish the current one. */
export type LoadMessage = LoadRound | 'finish';
