import type { Kysely } from 'kysely';
import { findList, findListsOf } from '../../db/recommendations';
import type { List } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { FIRST_DAY, lastDueDate } from '../../domain/execution-date';
import { findModel, MODELS } from '../../domain/models';
import { fallbacksOf, fillList } from '../../domain/models/fill';
import type { Model } from '../../domain/models/model';
import { LIST_LENGTH } from '../../domain/models/model';
import { workflowIdOf } from '../../domain/run-identity';
import type { DateRange } from '../answers/answer';
import type { AnswerOf } from '../contract/endpoint';
import { getRecommendations, postRecommendations } from '../contract/recommendations';
import { implement, implementForCallers } from '../implementation';
import type { Implementation } from '../implementation';
import { Problem } from '../problem';
import type { Caller } from '../access/key-ring';
import { outOfScope } from '../access/readers';

/** What the routes of lists work with. */
export interface ListDependencies {
  readonly db: Kysely<Database>;
  readonly now: () => Date;
}

/** One list, and the lists of many advertisers. */
export function listRoutes({ db, now }: ListDependencies): Implementation[] {
  return [
    implement(getRecommendations, async ({ params, query }) => {
      const { advertiser } = params;
      const model = modelOf(params.model);
      const list = await (query.fill === 'true' ? findFilledList : findList)(
        db,
        model,
        advertiser,
        query.date,
        query.limit,
      );
      if (list === undefined) throw unknownAdvertiser(advertiser);
      return {
        value: {
          advertiser,
          model: model.name,
          ...publicationOf(list, now()),
          recommendations: list.entries,
        },
        dates: datesOf(list, query.date),
      };
    }),
    implementForCallers(postRecommendations, async ({ body }, caller) => {
      const models = (body.models ?? MODELS.map(({ name }) => name)).map(modelOf);
      const { lists, ...found } = await findListsOf(db, models, body.advertisers, {
        date: body.date,
        limit: body.limit ?? LIST_LENGTH,
      });
      const results = body.advertisers.flatMap((advertiser) =>
        models.map((model) => ({
          advertiser,
          model: model.name,
          ...slotOf(lists.get(advertiser)?.[model.slug], advertiser, caller),
        })),
      );
      return { value: { ...publicationOf(found, now()), results } };
    }),
  ];
}

/** As `findList`, filled from the lists of other models, all of one snapshot. */
async function findFilledList(
  db: Kysely<Database>,
  model: Model,
  advertiser: string,
  date: string | undefined,
  limit: number,
): Promise<List | undefined> {
  const models = [model, ...fallbacksOf(model)];
  const { lists, ...found } = await findListsOf(db, models, [advertiser], { date, limit: LIST_LENGTH });
  const own = lists.get(advertiser);
  if (own === undefined) return undefined;
  const inOrder = models.map(({ name, slug }) => ({ model: name, entries: own[slug] ?? [] }));
  return { ...found, entries: fillList(inOrder, limit) };
}

type Slot = AnswerOf<typeof postRecommendations>['results'][number];

function slotOf(
  entries: List['entries'] | undefined,
  advertiser: string,
  caller: Caller | undefined,
): Pick<Slot, 'recommendations' | 'error'> {
  if (caller?.advertisers?.has(advertiser) === false) return { error: outOfScope(advertiser).body };
  if (entries === undefined) return { error: unknownAdvertiser(advertiser).body };
  return { recommendations: entries };
}

function modelOf(name: string): Model {
  const model = findModel(name);
  if (model === undefined) throw new Error(`no such model: ${name}`);
  return model;
}

/** What an answer says of the publication that it comes from. */
function publicationOf({ date, publishedAt, runId, withoutEvents }: Omit<List, 'entries'>, now: Date) {
  return {
    date,
    published_at: publishedAt,
    workflow_id: date === null || runId === null ? null : workflowIdOf(date),
    run_id: runId,
    stale: date === null || runId === null || date < lastDueDate(now),
    without_events: withoutEvents,
  };
}

/** The dates whose publication changes a list: its own, and without a date in the request every later one. */
function datesOf({ date }: List, asked: string | undefined): DateRange {
  return asked === undefined ? { from: date ?? FIRST_DAY } : { from: asked, to: asked };
}

/** The answer for an advertiser that no published run has seen active. */
export function unknownAdvertiser(advertiser: string): Problem {
  return new Problem(
    'unknownAdvertiser',
    `${JSON.stringify(advertiser)} has never been an active advertiser`,
  );
}
