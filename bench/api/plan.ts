/** The measures of the API, in the order in which they run. */
export const API_MEASURES = ['rates', 'publication', 'memory', 'dashboard'] as const;
/** The name of a measure of the API. */
export type ApiMeasureName = (typeof API_MEASURES)[number];

/** Connections of the load generator, each with one request at a time. */
export const CONNECTIONS = 32;

/** What one call of the API's bench does. */
export interface ApiPlan {
  readonly isQuick: boolean;
  readonly repeats: number;
  readonly measures: readonly ApiMeasureName[];
  /** Advertisers in the database, each with a list of every model. */
  readonly advertisers: number;
  /** Advertisers asked for in every round, except in rounds with a cold cache. */
  readonly hotAdvertisers: number;
  /** Advertisers whose lists are compared between contestants. */
  readonly comparedAdvertisers: number;
  readonly warmUpSeconds: number;
  readonly measuredSeconds: number;
  /** Publications of the same date under load. */
  readonly publications: number;
  /** Requests between two readings of the memory, a multiple of the connections. */
  readonly memoryStepRequests: number;
}

/** The plan of a whole run, or of a tiny one. */
export function createApiPlan(asked: {
  readonly repeats: number;
  readonly measures: readonly ApiMeasureName[];
  readonly isQuick: boolean;
}): ApiPlan {
  const { isQuick, repeats } = asked;
  const measures = API_MEASURES.filter((measure) => asked.measures.includes(measure));
  return isQuick
    ? {
        ...{ isQuick, measures, repeats: 1 },
        ...{ advertisers: 4_000, hotAdvertisers: 100, comparedAdvertisers: 20 },
        // On a busy machine the first answers took 0.6 s per connection, and a round without answers is an error.
        ...{ warmUpSeconds: 2, measuredSeconds: 2 },
        ...{ publications: 3, memoryStepRequests: 10 * CONNECTIONS },
      }
    : {
        ...{ isQuick, measures, repeats },
        ...{ advertisers: 100_000, hotAdvertisers: 1_000, comparedAdvertisers: 200 },
        ...{ warmUpSeconds: 3, measuredSeconds: 10 },
        // 50,016
        ...{ publications: 20, memoryStepRequests: 1_563 * CONNECTIONS },
      };
}
