import { log } from '@temporalio/activity';
import type { Transaction } from 'kysely';
import {
  findListedModels,
  findPair,
  findProductLists,
  lockEvaluation,
  storeEvaluation,
} from '../db/evaluations';
import type { Database } from '../db/schema';
import type { DayScores } from '../domain/evaluation/evaluate-day';
import { addDays } from '../domain/execution-date';
import type { CalendarDay } from '../domain/execution-date';
import { LakeObjectMissingError } from '../storage/lake';
import type { EvaluatedDate, EvaluateInput, EvaluateResult } from './contract';
import type { ActivityDependencies } from './dependencies';
import { runStep } from './step';

/** Advertisers whose lists are read at once. */
const PORTION_ADVERTISERS = 2_000;

/**
 * Evaluates the published lists of the date before on the log of the execution date. If the next date is already
 * published, it also evaluates the lists of the execution date on that log: dates run side by side, and the run that
 * publishes the second date of a pair evaluates the pair.
 */
export function createEvaluateLists(deps: ActivityDependencies) {
  return (input: EvaluateInput): Promise<EvaluateResult> =>
    runStep('evaluate', input.executionDate, async ({ signal, progress }) => {
      const evaluated: EvaluatedDate[] = [];
      const next = addDays(input.executionDate, 1);
      for (const date of [input.executionDate, next]) {
        if ((await findPair(deps.db, date)) === undefined) {
          if (date !== next) evaluated.push(skip(date, `${date} is not published`));
          continue;
        }
        progress({ evaluating: addDays(date, -1) });
        const result = await deps.db.transaction().execute((trx) => evaluate(deps, trx, date, signal));
        log.info(`evaluated ${result.listsDate}`, { ...result });
        evaluated.push(result);
      }
      return { evaluated };
    });
}

async function evaluate(
  deps: ActivityDependencies,
  trx: Transaction<Database>,
  date: CalendarDay,
  signal: AbortSignal,
): Promise<EvaluatedDate> {
  // The neighbouring date's run may evaluate the same pair: the second run finds it evaluated.
  await lockEvaluation(trx, date);
  const pair = await findPair(trx, date);
  if (pair === undefined) return skip(date, `${date} is not published`);
  const { listsDate, dayCounts } = pair;
  if (pair.isEvaluated) return skip(date, 'the run of the day beside it has evaluated it');
  if (pair.listsRunId === null) return skip(date, `${listsDate} is not published`);
  if (dayCounts === null)
    return skip(date, `${date} was published with EVALUATION=off, or by an earlier version; run it again`);
  const models = await findListedModels(trx, listsDate);
  const portions: DayScores[] = [];
  try {
    for (const { products, adsOfDay } of dayCounts) {
      const day = { products: await deps.counts.products(products), adsOfDay };
      const clicked = await deps.tasks.run('readDay', day, { signal });
      for (let start = 0; start < clicked.length; start += PORTION_ADVERTISERS) {
        const end = Math.min(start + PORTION_ADVERTISERS, clicked.length);
        const lists = await findProductLists(trx, listsDate, models, clicked.slice(start, end));
        portions.push(await deps.tasks.run('scoreDay', { ...day, start, end, lists }, { signal }));
      }
    }
  } catch (error) {
    if (!(error instanceof LakeObjectMissingError)) throw error;
    return skip(date, `what ${date} was made from is no longer in the lake; run it again`);
  }
  const advertisers = portions.reduce((sum, { advertiserIds }) => sum + advertiserIds.length, 0);
  const figures = await deps.tasks.run('summarizeDay', { portions }, { signal });
  signal.throwIfAborted();
  const isStored = await storeEvaluation(trx, { pair, models, advertisers, portions, figures });
  if (!isStored) return skip(date, 'one of the two dates was published again meanwhile; its run evaluates');
  return { date, listsDate, advertisers, models };
}

function skip(date: CalendarDay, skipped: string): EvaluatedDate {
  return { date, listsDate: addDays(date, -1), advertisers: 0, models: [], skipped };
}
