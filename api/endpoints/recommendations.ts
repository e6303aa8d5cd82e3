import type { Kysely } from 'kysely';
import { findList, findListsOf } from '../../db/recommendations';
import type { List } from '../../db/recommendations';
import type { Database } from '../../db/schema';
import { FIRST_DAY } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import { findModel, MODELS } from '../../domain/models';
import { fallbacksOf, fillList } from '../../domain/models/fill';
import type { Model } from '../../domain/models/model';
import { LIST_LENGTH } from '../../domain/models/model';
import { workflowIdOf } from '../../temporal/names/run-identity';
import type { DateRange } from '../answers/answer';
import type { AnswerOf } from './endpoint';
import { outOfScope, unknownAdvertiser } from '../problem';
import type { Caller } from '../access/key-ring';

import { callerEndpoint, endpoint } from './endpoint';
import { ProblemSchema } from './problems';
import {
  AdvertiserId,
  Day,
  DayOrNull,
  InstantOrNull,
  ModelName,
  WithoutEvents,
  entryOf,
  integerParameter,
} from './values';
import { z } from './zod';

/** Most advertisers of one batch. */
const BATCH_ADVERTISERS = 100;

const [firstModel, ...otherModels] = MODELS.map((model) =>
  entryOf(model, {
    source_model: ModelName.optional().openapi({
      description: 'With fill=true: the model whose list the product is from, and whose figures these are.',
    }),
  }).openapi(`${model.name}Entry`, { description: `A product in a list of ${model.name}.` }),
);
if (firstModel === undefined) throw new Error('there is no model');
const Entry = z.union([firstModel, ...otherModels]);

const limit = integerParameter(1, LIST_LENGTH, LIST_LENGTH);

/** What an answer says of the publication that it comes from. */
const publication = {
  date: DayOrNull.openapi({
    description:
      'Execution date of the list: the one asked for, or the newest published; null when nothing is published.',
  }),
  published_at: InstantOrNull.openapi({
    description: 'When that date was last published; null when it is not.',
  }),
  workflow_id: z.string().nullable().openapi({ description: 'The Temporal workflow that published it.' }),
  run_id: z.uuid().nullable().openapi({ description: 'The run of that workflow.' }),
  stale: z.boolean().openapi({
    description:
      'Whether the date is older than the last one due (23:00 UTC), or nothing is published for it.',
  }),
  without_events: WithoutEvents,
};

const List = z
  .strictObject({
    advertiser: AdvertiserId,
    model: ModelName,
    ...publication,
    recommendations: z
      .array(Entry)
      .max(LIST_LENGTH)
      .openapi({ description: 'The best first; empty when the advertiser has no list on the date.' }),
  })
  .openapi('List');

const exampleList = {
  advertiser: '0LPGCLF37F0AOU0239N8',
  model: 'TopProducts',
  date: '2024-11-29',
  published_at: '2024-11-29T23:00:07.412Z',
  workflow_id: 'recommendations-2024-11-29T23:00:00Z',
  run_id: '0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55',
  stale: false,
  without_events: [],
  recommendations: [{ rank: 1, product_id: 'ea4562', views: 207 }],
};

export const getRecommendations = endpoint(
  {
    id: 'getRecommendations',
    method: 'get',
    path: '/recommendations/{advertiser}/{model}',
    tag: 'Lists',
    summary: 'The list of an advertiser',
    description:
      "Today's list (the newest published one) of an advertiser by a model, or the list of another day.",
    params: z.object({ advertiser: AdvertiserId, model: ModelName }),
    query: z.strictObject({
      date: Day.optional(),
      limit,
      fill: z.enum(['true', 'false']).default('false').openapi({
        description:
          'Whether a list with fewer products is filled from the lists of other models, in the order of docs/models.md; each product then has its source_model.',
      }),
    }),
    answer: List,
    example: exampleList,
    problems: ['forbidden', 'unknownAdvertiser'],
    scope: 'advertiser',
  },
  async ({ params, query }, { db, lastDue }) => {
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
        ...publicationOf(list, lastDue()),
        recommendations: list.entries,
      },
      dates: datesOf(list, query.date),
    };
  },
);

const Slot = z.strictObject({
  advertiser: AdvertiserId,
  model: ModelName,
  recommendations: z.array(Entry).max(LIST_LENGTH).optional(),
  error: ProblemSchema.optional(),
});

export const postRecommendations = callerEndpoint(
  {
    id: 'batchRecommendations',
    method: 'post',
    path: '/recommendations',
    tag: 'Lists',
    summary: 'The lists of many advertisers',
    description:
      'One slot for each advertiser and model asked for, in the order asked for, all of one date and one snapshot; a slot that cannot be filled has an error.',
    body: z
      .strictObject({
        advertisers: z.array(AdvertiserId).min(1).max(BATCH_ADVERTISERS),
        models: z.array(ModelName).min(1).max(MODELS.length).optional(),
        date: Day.optional(),
        limit: z.int().min(1).max(LIST_LENGTH).optional(),
      })
      .openapi('Batch'),
    answer: z.strictObject({ ...publication, results: z.array(Slot) }).openapi('BatchAnswer'),
    example: {
      date: exampleList.date,
      published_at: exampleList.published_at,
      workflow_id: exampleList.workflow_id,
      run_id: exampleList.run_id,
      stale: false,
      without_events: [],
      results: [
        {
          advertiser: exampleList.advertiser,
          model: 'TopProducts',
          recommendations: exampleList.recommendations,
        },
      ],
    },
    problems: ['tooLarge', 'wrongType'],
    scope: 'caller',
  },
  async ({ body }, { db, lastDue }, caller) => {
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
    return { value: { ...publicationOf(found, lastDue()), results } };
  },
);

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

type SlotAnswer = AnswerOf<{ readonly answer: typeof Slot }>;

function slotOf(
  entries: List['entries'] | undefined,
  advertiser: string,
  caller: Caller | undefined,
): Pick<SlotAnswer, 'recommendations' | 'error'> {
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
function publicationOf(
  { date, publishedAt, runId, withoutEvents }: Omit<List, 'entries'>,
  lastDue: CalendarDay,
) {
  return {
    date,
    published_at: publishedAt,
    workflow_id: date === null || runId === null ? null : workflowIdOf(date),
    run_id: runId,
    stale: date === null || runId === null || date < lastDue,
    without_events: withoutEvents,
  };
}

/** The dates whose publication changes a list: its own, and without a date in the request every later one. */
function datesOf({ date }: List, asked: string | undefined): DateRange {
  return asked === undefined ? { from: date ?? FIRST_DAY } : { from: asked, to: asked };
}
