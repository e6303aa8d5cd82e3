import { InvalidArgumentError } from 'commander';
import { findModel, MODELS } from '../domain/models';
import type { Model } from '../domain/models/model';

/** Parses an option that is names of models, each once, with commas between. */
export function modelsArgument(text: string): Model[] {
  const names = text.split(',');
  if (new Set(names).size < names.length) throw new InvalidArgumentError('must name each model once.');
  return names.map((name) => {
    const model = findModel(name);
    if (model !== undefined) return model;
    throw new InvalidArgumentError(
      `has no model "${name}"; there are ${MODELS.map((known) => known.name).join(', ')}.`,
    );
  });
}
