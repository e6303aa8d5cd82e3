import type { Kysely } from 'kysely';
import { findListedModels, findPair, findProductLists, storeEvaluation } from '../../../db/evaluations';
import type { Evaluation } from '../../../db/evaluations';
import type { Database } from '../../../db/schema';
import { scoreAdvertisers, summarizeScores } from '../../../domain/evaluation/evaluate-day';
import { addDays } from '../../../domain/execution-date';
import { productDays } from '../reference/product-days';

/** By advertiser: clicks of its products on the day, each in ten impressions. */
export type DayClicks = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What the published lists of the day before were worth on a published day with these clicks. */
export async function evaluationOf(
  db: Kysely<Database>,
  date: string,
  clicks: DayClicks,
): Promise<Evaluation> {
  const pair = await findPair(db, date);
  if (pair === undefined) throw new Error(`${date} is not published`);
  const listsDate = addDays(date, -1);
  const models = await findListedModels(db, listsDate);
  const lists = await findProductLists(db, listsDate, models, Object.keys(clicks));
  const days = Object.entries(clicks).map(([advertiserId, products]) => ({
    advertiserId,
    products: productDays(
      Object.entries(products).map(([productId, count]) => ({ productId, clicks: count, impressions: 10 })),
    ),
  }));
  const scores = scoreAdvertisers(days, lists);
  const advertisers = scores.advertiserIds.length;
  return { pair, models, advertisers, portions: [scores], figures: summarizeScores([scores]) };
}

/** Stores an evaluation in a new transaction. */
export function store(db: Kysely<Database>, evaluation: Evaluation): Promise<boolean> {
  return db.transaction().execute((trx) => storeEvaluation(trx, evaluation));
}
