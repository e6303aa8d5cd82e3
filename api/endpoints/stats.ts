import { findStatistics } from '../../db/statistics';
import { FIRST_DAY } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { endpoint } from './endpoint';
import { AdvertiserId, Count, Day, DayOrNull, Instant, WithoutEvents } from './values';
import { z } from './zod';

const Fraction = z.number().min(0).max(1);

const Change = z.strictObject({
  advertiser_id: AdvertiserId,
  mean_change: Fraction.openapi({
    description:
      'Mean Jaccard distance of the lists of one published day and the next: 0 the same products, 1 none shared.',
  }),
  day_pairs: z.int().min(1).openapi({ description: 'Pairs of days compared.' }),
});

const Agreement = z.strictObject({
  advertiser_id: AdvertiserId,
  shared_products: Count.openapi({ description: 'Products in the lists of both TopProducts and TopCTR.' }),
  jaccard: Fraction.openapi({ description: 'Jaccard index of the two lists.' }),
});

const Totals = z.strictObject({
  date: Day,
  views: Count.nullable(),
  impressions: Count.nullable(),
  clicks: Count.nullable(),
  ctr: z
    .number()
    .min(0)
    .nullable()
    .openapi({ description: 'Clicks ÷ impressions; null without impressions.' }),
  conversions: Count.nullable(),
  conversion_rate: z
    .number()
    .min(0)
    .nullable()
    .openapi({ description: 'Conversions ÷ clicks; null without clicks.' }),
});

const RunQuality = z.strictObject({
  date: Day,
  published_at: Instant,
  rows_read: Count,
  rows_kept: Count,
  rows_rejected: Count,
  rejected_fraction: Fraction.nullable(),
  rejects: z.record(z.string(), Count),
  quality: z.strictObject({
    ctr_above_1: Count,
    clicks_without_impression: Count,
    advertisers_without_rows: Count,
  }),
  without_events: WithoutEvents,
});

export const getStats = endpoint(
  {
    id: 'getStats',
    method: 'get',
    path: '/stats',
    tag: 'Statistics',
    summary: 'Figures over all advertisers',
    description:
      'How many advertisers, how much lists change from day to day, how far the models agree, totals of each day, and how good the data of the last runs was. Computed once for each publication.',
    query: z.strictObject({}),
    answer: z
      .strictObject({
        date: DayOrNull.openapi({ description: 'Newest published date; null when nothing is published.' }),
        stale: z.boolean().openapi({ description: 'Whether that date is older than the last one due.' }),
        without_events: WithoutEvents,
        dates: z
          .strictObject({ first: DayOrNull, last: DayOrNull, published: Count })
          .openapi({ description: 'The published dates: the first, the last, and how many.' }),
        window: z
          .strictObject({ from: DayOrNull, to: DayOrNull })
          .openapi({ description: 'The days that most_changed and runs are about.' }),
        advertiser_count: Count.openapi({ description: 'Advertisers with a list of any model on the date.' }),
        most_changed: z.strictObject(
          Object.fromEntries(MODELS.map(({ name }) => [name, z.array(Change).optional()])),
        ),
        agreement: z.array(Agreement),
        totals: z.array(Totals),
        runs: z.array(RunQuality),
      })
      .openapi('Statistics'),
    example: {
      date: '2024-11-29',
      stale: false,
      without_events: [],
      dates: { first: '2024-10-31', last: '2024-11-29', published: 30 },
      window: { from: '2024-11-23', to: '2024-11-29' },
      advertiser_count: 20,
      most_changed: {
        TopProducts: [{ advertiser_id: 'EETPLYL62X18NPUBFK4Z', mean_change: 0.0952, day_pairs: 6 }],
        TopCTR: [],
      },
      agreement: [{ advertiser_id: 'UM1BMWFTBZYKRWXGC6WN', shared_products: 3, jaccard: 0.0811 }],
      totals: [
        {
          date: '2024-11-29',
          views: 3_301,
          impressions: 3_270,
          clicks: 31,
          ctr: 0.00948,
          conversions: 2,
          conversion_rate: 0.0645,
        },
      ],
      runs: [
        {
          date: '2024-11-29',
          published_at: '2024-11-29T23:00:07.412Z',
          rows_read: 200_000,
          rows_kept: 160_000,
          rows_rejected: 3,
          rejected_fraction: 0.000015,
          rejects: { invalid_date: 3 },
          quality: { ctr_above_1: 0, clicks_without_impression: 2, advertisers_without_rows: 0 },
          without_events: [],
        },
      ],
    },
    problems: ['forbidden'],
    scope: 'unlimited',
  },
  async (_input, { db, lastDue }) => {
    const { date, ...figures } = await findStatistics(db, MODELS, [topProducts, topCtr]);
    return {
      value: { date, stale: date === null || date < lastDue(), ...figures },
      // It counts all published dates.
      dates: { from: FIRST_DAY },
    };
  },
);
