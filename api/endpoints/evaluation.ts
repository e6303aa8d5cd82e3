import type { Kysely } from 'kysely';
import { findEvaluations, findListEvaluations, findNewestEvaluation } from '../../db/evaluation-figures';
import type { Database } from '../../db/schema';
import { averageDays, rankModels, resolveWindow } from '../../domain/evaluation/window';
import type { EvaluationWindow } from '../../domain/evaluation/window';
import { addDays, FIRST_DAY } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { DateRange } from '../answers/answer';
import { unknownAdvertiser } from '../problem';
import { FIGURES } from '../../domain/evaluation/score-list';
import { WINDOW_MAX_DAYS } from '../../domain/evaluation/window';
import { endpoint } from './endpoint';
import { AdvertiserId, Count, Day, DayOrNull } from './values';
import { z } from './zod';

const Value = z.number().min(0);

const interval = { mean: Value, low: Value, high: Value };

/** The figures of a list or a model, each by its name. */
function figuresOf<Schema extends z.ZodType>(figure: Schema) {
  return Object.fromEntries(FIGURES.map((name) => [name, figure] as const)) as Record<
    (typeof FIGURES)[number],
    Schema
  >;
}

const DayMeans = z
  .strictObject(figuresOf(z.strictObject({ ...interval, advertisers: Count }).optional()))
  .openapi('EvaluatedModel', {
    description: 'Means over advertisers with their 95 % intervals; a metric without data is omitted.',
  });

const window = {
  from: DayOrNull.openapi({
    description: 'First day of the window; null where nothing is evaluated and no day was asked for.',
  }),
  to: DayOrNull.openapi({ description: 'Last day of the window.' }),
};

const query = z.strictObject({
  from: Day.optional().openapi({ description: 'First day; 29 days before the last one if absent.' }),
  to: Day.optional().openapi({ description: 'Last day; the newest evaluated one if absent.' }),
});

const about = `Of more than ${String(WINDOW_MAX_DAYS)} days, the last ones. A day is omitted if its publication, or the one of the day before, has been replaced, until it is evaluated again.`;

const mean = (value: number) => ({ mean: value, low: value - 0.02, high: value + 0.03 });

export const getEvaluation = endpoint(
  {
    id: 'getEvaluation',
    method: 'get',
    path: '/evaluation',
    tag: 'Statistics',
    summary: 'How the lists did on the day after',
    description: `The lists of each date, as published, against the clicks of the day after: means over advertisers by model. ${about}`,
    query,
    answer: z
      .strictObject({
        ...window,
        models: z
          .array(
            z.strictObject({
              model: z.string(),
              days: Count,
              ...figuresOf(z.strictObject(interval).nullable()),
            }),
          )
          .openapi({ description: 'Over all days of the window, the largest click_share first.' }),
        days: z
          .array(
            z.strictObject({
              date: Day.openapi({ description: 'The day whose clicks they are.' }),
              lists_date: Day.openapi({ description: 'The date of the lists: the day before.' }),
              advertisers: Count.openapi({ description: 'With a click on the day and a list of any model.' }),
              models: z.record(z.string(), DayMeans),
            }),
          )
          .openapi({ description: 'Newest day first.' }),
      })
      .openapi('Evaluation'),
    example: {
      from: '2024-10-31',
      to: '2024-11-29',
      models: [
        {
          model: 'TopCTRSmoothed',
          days: 29,
          click_share: mean(0.31),
          hit_rate: mean(0.85),
          precision_at_20: mean(0.12),
          ndcg_at_20: mean(0.24),
          lift: mean(1.4),
        },
      ],
      days: [
        {
          date: '2024-11-29',
          lists_date: '2024-11-28',
          advertisers: 20,
          models: { TopCTRSmoothed: { click_share: { ...mean(0.31), advertisers: 20 } } },
        },
      ],
    },
    problems: ['forbidden'],
    scope: 'unlimited',
  },
  async ({ query }, { db }) => {
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
  },
);

export const getAdvertiserEvaluation = endpoint(
  {
    id: 'getAdvertiserEvaluation',
    method: 'get',
    path: '/evaluation/{advertiser}',
    tag: 'Statistics',
    summary: "How an advertiser's lists did on the day after",
    description: `The lists of an advertiser, as published, against its clicks of the day after. ${about}`,
    params: z.object({ advertiser: AdvertiserId }),
    query,
    answer: z
      .strictObject({
        advertiser: AdvertiserId,
        ...window,
        models: z
          .array(
            z.strictObject({
              model: z.string(),
              days: Count,
              clicks: Count,
              listed_clicks: Count,
              click_share: Value,
            }),
          )
          .openapi({ description: 'All days together, the largest click_share first.' }),
        days: z
          .array(
            z.strictObject({
              date: Day,
              lists_date: Day,
              model: z.string(),
              products: Count.openapi({ description: 'In the list.' }),
              clicks: Count.openapi({ description: "Of all the advertiser's products on the day." }),
              impressions: Count,
              listed_clicks: Count.openapi({ description: 'Clicks on products in the list.' }),
              listed_impressions: Count,
              ...figuresOf(Value),
              lift: Value.nullable(),
            }),
          )
          .openapi({ description: 'Each list, newest day first, then by model.' }),
      })
      .openapi('AdvertiserEvaluation'),
    example: {
      advertiser: '0LPGCLF37F0AOU0239N8',
      from: '2024-10-31',
      to: '2024-11-29',
      models: [{ model: 'TopProducts', days: 1, clicks: 9, listed_clicks: 3, click_share: 0.3333 }],
      days: [
        {
          date: '2024-11-29',
          lists_date: '2024-11-28',
          model: 'TopProducts',
          products: 20,
          clicks: 9,
          impressions: 900,
          listed_clicks: 3,
          listed_impressions: 240,
          click_share: 0.3333,
          hit_rate: 1,
          precision_at_20: 0.15,
          ndcg_at_20: 0.21,
          lift: 1.25,
        },
      ],
    },
    problems: ['forbidden', 'unknownAdvertiser'],
    scope: 'advertiser',
  },
  async ({ params: { advertiser }, query }, { db }) => {
    const window = await windowOf(db, query);
    // Without a window, an unknown advertiser must still be reported.
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
  },
);

interface Asked {
  readonly from?: CalendarDay | undefined;
  readonly to?: CalendarDay | undefined;
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
