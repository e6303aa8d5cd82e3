import type { Feature, FeatureSettings, FeatureState } from '../../domain/features/feature';
import type { NumberColumn } from '../../domain/product-counts';
import { productCount } from '../../domain/product-ids';
import { firstAfter } from '../columns/count-rows';
import type { SharedCounts, SharedProducts } from './shared-counts';

/** The aggregate of a feature up to some day, which a later date continues. */
interface RunningFeature {
  readonly feature: Feature;
  /** Id of the products that it is about. */
  readonly id: string;
  readonly settings: string;
  readonly state: FeatureState;
  /** Rows that are in the aggregate. */
  rows: number;
}

/** Aggregates kept for each feature: dates run in order, from several runs at a time. */
const MAX_RUNNING = 2;

/** The aggregates of the last calls, the least recently used first. */
let running: RunningFeature[] = [];

/** The columns of a feature on a day, by product; the same whichever dates ran before. */
export function featureValuesOn(
  feature: Feature,
  counts: SharedCounts,
  today: number,
  settings: FeatureSettings,
): readonly NumberColumn[] {
  const rows = counts.rows[feature.log];
  const end = firstAfter(rows.day, today);
  const nearest = takeNearest(feature, end, counts.products, settings);
  nearest.state.add(rows, nearest.rows, end);
  nearest.rows = end;
  running.push(nearest);
  return nearest.state.valuesOn(today, rows, end);
}

/** Takes the aggregate with the fewest rows to add out of `running`; a new one, if all are past the end. */
function takeNearest(
  feature: Feature,
  end: number,
  products: SharedProducts,
  featureSettings: FeatureSettings,
): RunningFeature {
  const settings = JSON.stringify(featureSettings);
  const others = running.filter((one) => one.feature !== feature);
  const known = running.filter(
    (one) => one.feature === feature && one.id === products.id && one.settings === settings,
  );
  const nearest = known
    .filter(({ rows }) => rows <= end)
    .reduce<RunningFeature | undefined>(
      (best, one) => (best && best.rows >= one.rows ? best : one),
      undefined,
    );
  const kept = known.filter((one) => one !== nearest).slice(-(MAX_RUNNING - 1));
  // An aggregate that an error leaves half added is not in the list.
  running = [...others, ...kept];
  if (nearest !== undefined) return nearest;
  const state = feature.begin(productCount(products), featureSettings);
  return { feature, id: products.id, settings, state, rows: 0 };
}
