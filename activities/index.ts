import { MODELS } from '../domain/models';
import { rankSteps } from '../domain/rank-steps';
import type { Activities } from './contract';
import type { ActivityDependencies } from './dependencies';
import { createEvaluateLists } from './evaluate-lists';
import { createFilterLogs } from './filter-logs';
import { createRankModels } from './rank-models';
import { createRecordRunEnd } from './record-run-end';
import { createSendNotice } from './send-notice';
import { createWriteLists } from './write-lists';

/** The activities of a run, over what they depend on. */
export function createActivities(deps: ActivityDependencies): Activities {
  const ranks = rankSteps(MODELS.map(({ name }) => name)).map(
    ({ name, slug }) => [name, createRankModels(deps, slug)] as const,
  );
  return {
    filterLogs: createFilterLogs(deps),
    ...Object.fromEntries(ranks),
    writeLists: createWriteLists(deps),
    evaluateLists: createEvaluateLists(deps),
    recordRunEnd: createRecordRunEnd(deps),
    sendNotice: createSendNotice(deps),
    findSearchAttributes: deps.findSearchAttributes,
  };
}
