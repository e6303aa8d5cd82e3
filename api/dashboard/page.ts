import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema';
import type { CalendarDay } from '../../domain/execution-date';
import type { Caller, KeyRing } from '../access/key-ring';
import type { AnswerCache } from '../answers/answer-cache';
import type { DateRange } from '../answers/answer';
import type { Endpoint, InputOf } from '../contract/endpoint';
import type { TemporalUi } from '../temporal-url';

/** What the pages work with. */
export interface DashboardDependencies {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  readonly cache: AnswerCache;
  /** The first date that should be published. */
  readonly startDate: CalendarDay;
  readonly temporalUi: TemporalUi | undefined;
  /** Undefined where no key is required. */
  readonly keyRing: KeyRing | undefined;
}

/** One page: where it is and what may be asked of it. */
export interface PageRoute extends Pick<Endpoint, 'params' | 'query'> {
  /** Its name in metrics. */
  readonly id: string;
  readonly path: string;
  /** What a key that is limited to advertisers must be for: `advertiser`, the one in the path; `all`, no limit at all; `own`, what is shown is chosen by the key. */
  readonly scope: 'advertiser' | 'all' | 'own';
}

/** A page as it is shown. */
export interface Shown {
  readonly html: string;
  /** Publications of these dates change it; absent for what must not be kept. */
  readonly dates?: DateRange;
  /** How long it may be kept, for what changes without a publication. */
  readonly keptForMs?: number;
}

/** A page with the code that shows it. */
export interface Page {
  readonly route: PageRoute;
  readonly show: (input: InputOf<PageRoute>, caller: Caller | undefined) => Promise<Shown>;
}

/** Puts a route and its code together. */
export function page<const R extends PageRoute>(
  route: R,
  show: (input: InputOf<R>, caller: Caller | undefined) => Promise<Shown>,
): Page {
  return { route, show };
}
