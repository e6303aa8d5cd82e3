import type { Servers } from '../servers';
import type { ListsDatabase } from './lists-database';
import type { LoadGenerator } from './load-generator';
import type { Ours } from './ours';
import type { ApiPlan } from './plan';

/** What every measure of the API works with. */
export interface ApiBench {
  readonly plan: ApiPlan;
  readonly servers: Servers;
  readonly database: ListsDatabase;
  readonly ours: Ours;
  readonly load: LoadGenerator;
  /** A line on what is under way. */
  readonly say: (line: string) => void;
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
}

/** The advertisers asked for in every round, except in rounds with a cold cache. */
export function hotAdvertisers({ plan, database }: Pick<ApiBench, 'plan' | 'database'>): readonly string[] {
  return database.advertisers.slice(0, plan.hotAdvertisers);
}
