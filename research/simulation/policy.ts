import type { Model } from '../../domain/models/model';

/** How ads are shown from the second day on. */
export interface Policy {
  /** The model whose list of the day before is shown. */
  readonly model: Model;
  /** Share, 0 to 1, of each day's impressions that are spread evenly over the whole catalogue instead (ε-greedy). */
  readonly explore: number;
}

/** The traffic of every day. */
export interface DailyTraffic {
  readonly days: number;
  /** Impressions of an advertiser. */
  readonly impressions: number;
  /** Product views of an advertiser besides those that come from clicks. */
  readonly views: number;
  /** Share, 0 to 1, of these views that follow the click probabilities; the others follow a separate popularity. */
  readonly affinity: number;
  /** Share, 0 to 1, of the products that exchange their click probabilities and popularities each day. */
  readonly churn: number;
  /** Days in which a product view loses half its weight, for models of recent views. */
  readonly halfLifeDays: number;
}
