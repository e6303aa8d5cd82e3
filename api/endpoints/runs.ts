import { FIRST_INPUTS } from '../../db/run-inputs';
import { findLatestRuns, findRunsOf } from '../../db/runs';
import type { RecordedRun } from '../../db/runs';
import { sumIgnored } from '../../domain/ignored-counts';
import { withoutEvents } from '../../domain/newest-events';
import type { AnswerOf } from './endpoint';
import { Problem } from '../problem';
import { recordedStatus } from '../recorded-status';
import { temporalUrl } from '../../temporal/names/temporal-url';
import type { TemporalUi } from '../../temporal/names/temporal-url';
import { endpoint } from './endpoint';
import { EXAMPLE_INPUT, Input } from './run-inputs';
import { Count, Day, Instant, InstantOrNull, WithoutEvents, integerParameter } from './values';
import { z } from './zod';

const RUNS_DEFAULT = 30;
const RUNS_MAX = 366;
const RUNS_OF_DATE_DEFAULT = 10;
const RUNS_OF_DATE_MAX = 20;

const StepState = z.enum(['done', 'running', 'failed', 'missing']);

const run = {
  date: Day,
  workflow_id: z.string(),
  run_id: z.uuid(),
  status: z.enum(['running', 'published', 'failed', 'cancelled', 'abandoned']),
  is_published: z.boolean().openapi({ description: 'Whether its lists are those that readers see.' }),
  started_at: Instant,
  finished_at: InstantOrNull,
  published_at: InstantOrNull,
  duration_seconds: z.number().min(0).nullable(),
  steps: z.array(z.strictObject({ step: z.string(), state: StepState })),
  rows_read: Count.nullable(),
  rows_kept: Count.nullable().openapi({
    description:
      'Events of active advertisers up to the date; a row with counts is as many events as they say.',
  }),
  rows_rejected: Count.nullable(),
  rows_ignored: Count.nullable(),
  rejects: z.record(z.string(), Count).nullable().openapi({ description: 'Rejected rows by reason.' }),
  ignored: z.record(z.string(), Count).nullable().openapi({
    description:
      'Rows whose type is ignored by the description of their log, by type; null before the publication, and where an earlier version published.',
  }),
  input_objects: Count.nullable().openapi({
    description: 'The number of objects of the lake that it read; null before the publication.',
  }),
  input_bytes: Count.nullable().openapi({
    description: 'The bytes of these objects; null also where an earlier version published.',
  }),
  active_advertisers: Count.nullable().openapi({
    description:
      'Advertisers in the active list; null before the publication, and where an earlier version published.',
  }),
  accepts_lost_advertisers: z.boolean().nullable().openapi({
    description:
      'Whether the run was started to publish although the active list had lost advertisers; null where an earlier version began it.',
  }),
  without_events: WithoutEvents,
  failure: z.strictObject({ step: z.string().nullable(), type: z.string(), message: z.string() }).nullable(),
  temporal_url: z.url().nullable().openapi({
    description: 'The run in the Temporal Web UI; null when its address is not set.',
  }),
};

const Run = z.strictObject(run).openapi('Run');

const Source = z
  .strictObject({ log: z.string(), text: z.string() })
  .openapi('Source', { description: 'An entry of sources.json by which a run read objects, in words.' });

const Quality = z
  .strictObject({
    ctr_above_1: Count,
    clicks_without_impression: Count,
    advertisers_without_rows: Count,
  })
  .nullable()
  .openapi('Quality');

const Sources = z.record(z.string(), Source).nullable().openapi({
  description:
    'The descriptions by which the objects were read, by their hashes; null before the publication, and where an earlier version published.',
});

// Not Run.extend: the document would say allOf, and a strict Run allows none of the further fields.
const RunWithInputs = z
  .strictObject({
    ...run,
    inputs: z
      .array(Input)
      .nullable()
      .openapi({
        description: `The first ${String(FIRST_INPUTS)} objects at most; all of them are in \`/runs/{date}/{run_id}/inputs\`.`,
      }),
    sources: Sources,
    quality: Quality,
  })
  .openapi('RunWithInputs');

const exampleRun = {
  date: '2024-11-29',
  workflow_id: 'recommendations-2024-11-29T23:00:00Z',
  run_id: '0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55',
  status: 'published',
  is_published: true,
  started_at: '2024-11-29T23:00:00.212Z',
  finished_at: '2024-11-29T23:00:07.412Z',
  published_at: '2024-11-29T23:00:07.412Z',
  duration_seconds: 7.2,
  steps: [{ step: 'filterLogs', state: 'done' }],
  rows_read: 200_000,
  rows_kept: 160_000,
  rows_rejected: 3,
  rows_ignored: 1_200,
  rejects: { invalid_date: 3 },
  ignored: { add_to_cart: 1_200 },
  input_objects: 1,
  input_bytes: 4_995_000,
  active_advertisers: 20,
  accepts_lost_advertisers: false,
  without_events: [],
  failure: null,
  temporal_url: null,
};

export const getRuns = endpoint(
  {
    id: 'listRuns',
    method: 'get',
    path: '/runs',
    tag: 'Runs',
    summary: 'The newest run of each date',
    description: 'The newest run of each date in a range, newest date first.',
    query: z.strictObject({
      from: Day.optional(),
      to: Day.optional(),
      limit: integerParameter(1, RUNS_MAX, RUNS_DEFAULT),
    }),
    answer: z.strictObject({ runs: z.array(Run) }).openapi('Runs'),
    example: { runs: [exampleRun] },
    problems: ['forbidden'],
    scope: 'unlimited',
  },
  async ({ query: { from, to, limit } }, { db, temporalUi }) => {
    const runs = await findLatestRuns(db, { from, to, limit });
    return { value: { runs: runs.map((run) => describe(run, temporalUi)) } };
  },
);

export const getRun = endpoint(
  {
    id: 'getRuns',
    method: 'get',
    path: '/runs/{date}',
    tag: 'Runs',
    summary: 'The runs of a date',
    description: 'The newest runs of a date, newest first, with what they read and what was odd about it.',
    params: z.object({ date: Day }),
    query: z.strictObject({ limit: integerParameter(1, RUNS_OF_DATE_MAX, RUNS_OF_DATE_DEFAULT) }),
    answer: z
      .strictObject({
        date: Day,
        runs: z.array(RunWithInputs),
      })
      .openapi('RunsOfDate'),
    example: {
      date: '2024-11-29',
      runs: [
        {
          ...exampleRun,
          inputs: [EXAMPLE_INPUT],
          sources: {
            '4b1f0a63c2d95e7788aa0c11f2e3d405': {
              log: 'ads_views',
              text: 'input/events/**: jsonl; advertiser_id from shop, product_id from item.id, type from event, date from ts (unix_millis); click is tap, ignored is add_to_cart; days of Europe/Madrid',
            },
          },
          quality: { ctr_above_1: 0, clicks_without_impression: 2, advertisers_without_rows: 0 },
        },
      ],
    },
    problems: ['forbidden', 'unknownRun'],
    scope: 'unlimited',
  },
  async ({ params: { date }, query: { limit } }, { db, temporalUi }) => {
    const runs = await findRunsOf(db, date, limit);
    if (runs.length === 0) throw new Problem('unknownRun', `no run of ${date} is on record`);
    return {
      value: {
        date,
        runs: runs.map((run) => ({
          ...describe(run, temporalUi),
          inputs: run.first_inputs,
          sources: run.sources,
          quality: run.quality,
        })),
      },
    };
  },
);

type RunAnswer = AnswerOf<{ readonly answer: typeof Run }>;

function describe(run: RecordedRun, temporalUi: TemporalUi | undefined): RunAnswer {
  const { started_at, finished_at } = run;
  return {
    date: run.date,
    workflow_id: run.workflow_id,
    run_id: run.run_id,
    status: run.status,
    is_published: run.is_published,
    started_at: started_at.toISOString(),
    finished_at: finished_at?.toISOString() ?? null,
    published_at: run.published_at?.toISOString() ?? null,
    duration_seconds:
      finished_at === null ? null : Math.max(0, finished_at.getTime() - started_at.getTime()) / 1_000,
    steps: Object.entries(stepsOf(run)).map(([step, state]) => ({ step, state })),
    rows_read: run.rows_read,
    rows_kept: run.rows_kept,
    rows_rejected: run.rows_rejected,
    rows_ignored: run.ignored && sumIgnored(run.ignored),
    rejects: run.rejects,
    ignored: run.ignored,
    input_objects: run.input_objects,
    input_bytes: run.input_bytes,
    active_advertisers: run.active_advertisers,
    accepts_lost_advertisers: run.accepts_lost_advertisers,
    without_events: withoutEvents(run.date, run.newest_events),
    failure: run.failure,
    temporal_url: temporalUi === undefined ? null : temporalUrl(run, temporalUi),
  };
}

function stepsOf(run: RecordedRun) {
  const publishedRunId = run.status === 'published' ? run.run_id : undefined;
  return recordedStatus(run.date, run, publishedRunId).steps;
}
