import { ApplicationFailure } from '@temporalio/activity';
import type { Model } from '../domain/models/model';
import { findModel } from '../domain/models';
import { ONCE_CORRECTED } from '../domain/remedies';

/** The model that a run began with, by its name. @throws ApplicationFailure `UnknownModel` when this version has none of that name */
export function modelOf(name: string): Model {
  const model = findModel(name);
  if (model !== undefined) return model;
  throw ApplicationFailure.nonRetryable(
    `this worker does not know the model ${name}; deploy a version that does${ONCE_CORRECTED}`,
    'UnknownModel',
  );
}
