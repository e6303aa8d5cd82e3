import type { Kysely } from 'kysely';
import type { Database } from '../../db/schema';
import type { Period } from '../../domain/due-dates';
import type { Caller, KeyRing } from '../access/key-ring';
import type { AnswerCache } from '../answers/answer-cache';
import type { DateRange } from '../answers/answer';
import type { InputOf } from '../endpoints/endpoint';
import type { CallerPageRoute, SharedPageRoute } from '../endpoints/pages';
import type { TemporalUi } from '../../temporal/names/temporal-url';

/** What the pages work with. */
export interface DashboardDependencies extends Period {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
  readonly cache: AnswerCache;
  readonly temporalUi: TemporalUi | undefined;
  /** Undefined where no key is required. */
  readonly keyRing: KeyRing | undefined;
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
export type Page = SharedPage | CallerPage;

/** A page that does not depend on the caller, and code that is not told who asks. */
export interface SharedPage {
  readonly route: SharedPageRoute;
  readonly show: (input: InputOf<SharedPageRoute>) => Promise<Shown>;
}

/** A page that depends on the caller, with the code that shows it. */
export interface CallerPage {
  readonly route: CallerPageRoute;
  readonly show: (
    input: InputOf<CallerPageRoute>,
    caller: Caller | undefined,
  ) => Promise<Pick<Shown, 'html'>>;
}

/** Puts a page that does not depend on the caller together with its code. */
export function page<const R extends SharedPageRoute>(
  route: R,
  show: (input: InputOf<R>) => Promise<Shown>,
): SharedPage {
  return { route, show };
}

/** Puts a page that depends on the caller together with its code. */
export function pageForCallers<const R extends CallerPageRoute>(
  route: R,
  show: (input: InputOf<R>, caller: Caller | undefined) => Promise<Pick<Shown, 'html'>>,
): CallerPage {
  return { route, show };
}
