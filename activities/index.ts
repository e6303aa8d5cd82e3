import { MODELS } from '../domain/models';
import { rankActivityName } from '../domain/run-identity';
import type { Activities } from './contract';
import type { ActivityDependencies } from './dependencies';
import { createFilterLogs } from './filter-logs';
import { createRankModel } from './rank-model';
import { createRecordRunEnd } from './record-run-end';
import { createWriteLists } from './write-lists';

/** The activities of a run, over what they depend on; one `rank…` for each model. */
export function createActivities(deps: ActivityDependencies): Activities {
  const ranks = MODELS.map((model) => [rankActivityName(model.name), createRankModel(deps, model)] as const);
  return {
    filterLogs: createFilterLogs(deps),
    ...Object.fromEntries(ranks),
    writeLists: createWriteLists(deps),
    recordRunEnd: createRecordRunEnd(deps),
    findListColumns: deps.findListColumns,
  };
}
