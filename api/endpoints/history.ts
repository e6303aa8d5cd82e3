import { findHistory } from '../../db/recommendations';
import type { History } from '../../db/recommendations';
import { addDays, FIRST_DAY } from '../../domain/execution-date';
import { MODELS } from '../../domain/models';
import { unknownAdvertiser } from '../problem';
import { endpoint } from './endpoint';
import { AdvertiserId, Day, entryOf, integerParameter } from './values';
import { z } from './zod';

/** Days of history where none are asked for, and the most. */
const HISTORY_DAYS = 7;
const HISTORY_MAX_DAYS = 90;

const NAMES = MODELS.map(({ name }) => name);

const models = z
  .string()
  .transform((text) => text.split(','))
  .refine(
    (names) => names.every((name) => NAMES.includes(name)) && new Set(names).size === names.length,
    `must be some of ${NAMES.join(', ')}, each once, with commas between them`,
  )
  .openapi({
    type: 'string',
    pattern: eachOnce(NAMES),
    description: 'Model names with commas between them; all models if absent.',
    example: NAMES[0],
  });

const lists = Object.fromEntries(
  MODELS.map((model) => [
    model.slug,
    z
      .array(
        entryOf(model, {
          date: Day,
          previous_rank: z
            .int()
            .nullable()
            .openapi({ description: 'Its rank on the day before; null when not listed.' }),
          rank_change: z.int().nullable().openapi({
            description:
              'previous_rank − rank: positive when it has risen; null when not listed on the day before.',
          }),
        }),
      )
      .optional(),
  ]),
);

export const getHistory = endpoint(
  {
    id: 'getHistory',
    method: 'get',
    path: '/history/{advertiser}',
    tag: 'Lists',
    summary: 'The lists of the last days',
    description:
      'The lists of the newest published date and the days before it, by model (under its short name), newest day first, then by rank. A day without a publication or a list has no entries.',
    params: z.object({ advertiser: AdvertiserId }),
    query: z.strictObject({
      days: integerParameter(1, HISTORY_MAX_DAYS, HISTORY_DAYS),
      models: models.optional(),
    }),
    answer: z.strictObject({ advertiser: AdvertiserId, history: z.strictObject(lists) }).openapi('History'),
    example: {
      advertiser: '0LPGCLF37F0AOU0239N8',
      history: {
        top_products: [
          { date: '2024-11-29', rank: 1, product_id: 'ea4562', views: 207, previous_rank: 3, rank_change: 2 },
        ],
        top_ctr: [],
      },
    },
    problems: ['forbidden', 'unknownAdvertiser'],
    scope: 'advertiser',
  },
  async ({ params: { advertiser }, query: { days, models: names } }, { db }) => {
    const models = MODELS.filter(({ name }) => names?.includes(name) ?? true);
    // One day more: the first one's ranks are compared with it.
    const found = await findHistory(db, models, advertiser, days + 1);
    if (found === undefined) throw unknownAdvertiser(advertiser);
    const { newestDate, lists } = found;
    const firstDay = newestDate === null ? FIRST_DAY : addDays(newestDate, 1 - days);
    const history = Object.fromEntries(
      Object.entries(lists).map(([slug, entries]) => [slug, withRankChanges(entries, firstDay)]),
    );
    return {
      value: { advertiser, history },
      dates: { from: newestDate === null ? firstDay : addDays(firstDay, -1) },
    };
  },
);

/** A pattern of some of the names, each once, with commas between them. */
function eachOnce(names: readonly string[]): string {
  const name = `(?:${names.join('|')})`;
  return `^(?!(?:.*,)?([^,]+),(?:.*,)?\\1(?:,|$))${name}(?:,${name})*$`;
}

function withRankChanges(entries: History[string], firstDay: string) {
  const ranks = new Map(entries.map(({ date, product_id, rank }) => [`${date} ${product_id}`, rank]));
  return entries
    .filter(({ date }) => date >= firstDay)
    .map((entry) => {
      const previous = ranks.get(`${addDays(entry.date, -1)} ${entry.product_id}`);
      return {
        ...entry,
        previous_rank: previous ?? null,
        rank_change: previous === undefined ? null : previous - entry.rank,
      };
    });
}
