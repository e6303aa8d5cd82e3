import { log } from '@temporalio/activity';
import { findListedModels, findPair, findProductLists, storeEvaluation } from '../db/evaluations';
import type { EvaluatedPair } from '../db/evaluations';
import { scoreAdvertisers } from '../domain/evaluation/evaluate-day';
import type { AdvertiserDay, ScoredList } from '../domain/evaluation/evaluate-day';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { LakeObjectMissingError } from '../storage/lake';
import type { EvaluatedDate, EvaluateInput, EvaluateResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

/** Advertisers whose lists are read at once. */
const PORTION_ADVERTISERS = 2_000;

/**
 * Holds the lists of the date before, as published, against the log of the execution date. Where the date after is
 * published already, the lists of the execution date are held against its log as well: dates run side by side, and whichever
 * of two is published last evaluates them.
 */
export function createEvaluateLists(deps: ActivityDependencies) {
  return (input: EvaluateInput): Promise<EvaluateResult> =>
    runStep('evaluate', input.executionDate, async ({ signal, progress }) => {
      const evaluated: EvaluatedDate[] = [];
      const next = addDays(input.executionDate, 1);
      for (const date of [input.executionDate, next]) {
        const pair = await findPair(deps.db, date);
        if (pair === undefined) {
          if (date !== next) evaluated.push(skip(date, `${date} is not published`));
          continue;
        }
        progress({ evaluating: pair.listsDate });
        const result = await evaluate(deps, pair, signal);
        log.info(`evaluated ${pair.listsDate}`, { ...result });
        evaluated.push(result);
      }
      return { evaluated };
    });
}

async function evaluate(
  deps: ActivityDependencies,
  pair: EvaluatedPair,
  signal: AbortSignal,
): Promise<EvaluatedDate> {
  const { date, listsDate, dayCounts } = pair;
  if (pair.listsRunId === null) return skip(date, `${listsDate} is not published`);
  if (dayCounts === null)
    return skip(date, `${date} was published with EVALUATION=off, or by an earlier version; run it again`);
  const models = await findListedModels(deps.db, listsDate);
  const lists: ScoredList[] = [];
  try {
    for (const { products, adsOfDay } of dayCounts) {
      const shared = await deps.counts.products(products);
      const days = await deps.tasks.run('readDay', { products: shared, adsOfDay }, { signal });
      for (let start = 0; start < days.length; start += PORTION_ADVERTISERS) {
        signal.throwIfAborted();
        const portion = days.slice(start, start + PORTION_ADVERTISERS);
        for (const score of await scorePortion(deps, listsDate, portion, models)) lists.push(score);
      }
    }
  } catch (error) {
    if (!(error instanceof LakeObjectMissingError)) throw error;
    return skip(date, `what ${date} was made from is no longer in the lake; run it again`);
  }
  const advertisers = models.length === 0 ? 0 : lists.length / models.length;
  const figures = await deps.tasks.run('summarizeDay', { scores: lists, models, date }, { signal });
  signal.throwIfAborted();
  const isStored = await storeEvaluation(deps.db, { pair, advertisers, lists, figures });
  if (!isStored) return skip(date, 'one of the two dates was published again meanwhile; its run evaluates');
  return { date, listsDate, advertisers, models };
}

async function scorePortion(
  { db }: ActivityDependencies,
  listsDate: CalendarDay,
  days: readonly AdvertiserDay[],
  models: readonly string[],
): Promise<ScoredList[]> {
  const ids = days.map(({ advertiserId }) => advertiserId);
  const lists = await findProductLists(db, listsDate, ids);
  return scoreAdvertisers(days, models, (id) => lists.get(id));
}

function skip(date: CalendarDay, skipped: string): EvaluatedDate {
  return { date, listsDate: addDays(date, -1), advertisers: 0, models: [], skipped };
}
