import type { Endpoint } from './endpoint';
import { getAdvertiserEvaluation, getEvaluation } from './evaluation';
import { getLive, getReady } from './health';
import { getHistory } from './history';
import { getRecommendations, postRecommendations } from './recommendations';
import { getRunInputs } from './run-inputs';
import { getRun, getRuns } from './runs';
import { getStats } from './stats';

/**
 * The registry: every endpoint of the API, in the order of its document. The server, `/openapi.json`, `/docs` and the
 * typed client are made from it.
 */
export const ENDPOINTS: readonly Endpoint[] = [
  getRecommendations,
  postRecommendations,
  getHistory,
  getStats,
  getEvaluation,
  getAdvertiserEvaluation,
  getRuns,
  getRun,
  getRunInputs,
  getLive,
  getReady,
];
