import type { ApiMeasureName } from './plan';
import type { Round } from './round';

/** One line of the report: how fast one contestant answered. */
export interface ApiRow {
  readonly measure: ApiMeasureName;
  readonly who: string;
  /** One round per repeat. */
  readonly rounds: readonly Round[];
  /** What a reader must know to read the row. */
  readonly note?: string;
}

/** A goal, and the figure that was measured. */
export interface ApiGoal {
  readonly text: string;
  readonly reached: string;
  readonly isMet: boolean;
}

/** What a measure found. */
export interface ApiFindings {
  readonly rows: readonly ApiRow[];
  readonly goals: readonly ApiGoal[];
}
