import type { Kysely } from 'kysely';
import { findEvaluations, findListEvaluations, findNewestEvaluation } from '../../db/evaluation-figures';
import type { Database } from '../../db/schema';
import { averageDays, rankModels, resolveWindow } from '../../domain/evaluation/window';
import type { EvaluationWindow } from '../../domain/evaluation/window';
import { addDays, FIRST_DAY } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { DateRange } from '../answers/answer';
import { getAdvertiserEvaluation, getEvaluation } from '../contract/evaluation';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';
import { unknownAdvertiser } from './recommendations';

interface Asked {
  readonly from?: CalendarDay | undefined;
  readonly to?: CalendarDay | undefined;
}

/** How lists did on the day after: of all advertisers, and of one. */
export function evaluationRoutes(db: Kysely<Database>): Implementation[] {
  return [
    implement(getEvaluation, async ({ query }) => {
      const window = await windowOf(db, query);
      const days = window === undefined ? [] : await findEvaluations(db, window);
      return {
        value: {
          ...endsOf(window),
          models: averageDays(days.map(({ models }) => models)).map(({ figures, ...model }) => ({
            ...model,
            ...figures,
          })),
          days: days.reverse(),
        },
        dates: datesOf(query, window),
      };
    }),
    implement(getAdvertiserEvaluation, async ({ params: { advertiser }, query }) => {
      const window = await windowOf(db, query);
      // Whether the advertiser is known is to be told all the same.
      const range = window ?? { from: FIRST_DAY, to: FIRST_DAY };
      const lists = await findListEvaluations(db, advertiser, range);
      if (lists === undefined) throw unknownAdvertiser(advertiser);
      return {
        value: {
          advertiser,
          ...endsOf(window),
          models: rankModels(lists),
          days: lists.sort((a, b) => (a.date === b.date ? 0 : a.date < b.date ? 1 : -1)),
        },
        dates: datesOf(query, window),
      };
    }),
  ];
}

async function windowOf(db: Kysely<Database>, asked: Asked): Promise<EvaluationWindow | undefined> {
  return resolveWindow(asked, asked.to === undefined ? await findNewestEvaluation(db) : undefined);
}

function endsOf(window: EvaluationWindow | undefined) {
  return { from: window?.from ?? null, to: window?.to ?? null };
}

/** The dates whose publication changes it: without a last day in the request every later one. */
function datesOf(asked: Asked, window: EvaluationWindow | undefined): DateRange {
  if (window === undefined) return { from: FIRST_DAY };
  const from = addDays(window.from, -1);
  return asked.to === undefined ? { from } : { from, to: window.to };
}
