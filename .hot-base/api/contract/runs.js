"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.getRun = exports.getRuns = void 0;
const endpoint_1 = require("./endpoint");
const values_1 = require("./values");
const zod_1 = require("./zod");
const RUNS_DEFAULT = 30;
const RUNS_MAX = 366;
const Count = zod_1.z.int().min(0);
const StepState = zod_1.z.enum(['done', 'running', 'failed', 'missing']);
const run = {
    date: values_1.Day,
    workflow_id: zod_1.z.string(),
    run_id: zod_1.z.uuid(),
    status: zod_1.z.enum(['running', 'published', 'failed', 'cancelled', 'abandoned']),
    is_published: zod_1.z.boolean().openapi({ description: 'Whether its lists are those that readers see.' }),
    started_at: values_1.Instant,
    finished_at: values_1.InstantOrNull,
    published_at: values_1.InstantOrNull,
    duration_seconds: zod_1.z.number().min(0).nullable(),
    steps: zod_1.z.array(zod_1.z.strictObject({ step: zod_1.z.string(), state: StepState })),
    rows_read: Count.nullable(),
    rows_kept: Count.nullable(),
    rows_rejected: Count.nullable(),
    rejects: zod_1.z.record(zod_1.z.string(), Count).nullable().openapi({ description: 'Rejected rows by reason.' }),
    failure: zod_1.z.strictObject({ step: zod_1.z.string().nullable(), type: zod_1.z.string(), message: zod_1.z.string() }).nullable(),
    temporal_url: zod_1.z.url().nullable().openapi({
        description: 'The run in the Temporal Web UI; null when its address is not set.',
    }),
};
const Run = zod_1.z.strictObject(run).openapi('Run');
const Input = zod_1.z
    .strictObject({
    key: zod_1.z.string(),
    etag: zod_1.z.string(),
    size_bytes: Count,
    first_day: values_1.DayOrNull.optional(),
    last_day: values_1.DayOrNull.optional(),
})
    .openapi('Input', { description: 'An object of the lake that the run read.' });
const Quality = zod_1.z
    .strictObject({
    ctr_above_1: Count,
    clicks_without_impression: Count,
    advertisers_without_rows: Count,
})
    .nullable()
    .openapi('Quality');
// Not Run.extend: the document would say allOf, and a strict Run allows none of the further fields.
const RunWithInputs = zod_1.z
    .strictObject({ ...run, inputs: zod_1.z.array(Input).nullable(), quality: Quality })
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
    rejects: { invalid_date: 3 },
    failure: null,
    temporal_url: null,
};
exports.getRuns = (0, endpoint_1.endpoint)({
    id: 'listRuns',
    method: 'get',
    path: '/runs',
    tag: 'Runs',
    summary: 'The newest run of each date',
    description: 'The newest run of each date in a range, newest date first.',
    query: zod_1.z.strictObject({
        from: values_1.Day.optional(),
        to: values_1.Day.optional(),
        limit: (0, values_1.integerParameter)(1, RUNS_MAX, RUNS_DEFAULT),
    }),
    answer: zod_1.z.strictObject({ runs: zod_1.z.array(Run) }).openapi('Runs'),
    example: { runs: [exampleRun] },
    problems: ['forbidden'],
    audience: 'callers',
});
exports.getRun = (0, endpoint_1.endpoint)({
    id: 'getRuns',
    method: 'get',
    path: '/runs/{date}',
    tag: 'Runs',
    summary: 'The runs of a date',
    description: 'All runs of a date, newest first, with what they read and what was odd about it.',
    params: zod_1.z.object({ date: values_1.Day }),
    query: zod_1.z.strictObject({}),
    answer: zod_1.z
        .strictObject({
        date: values_1.Day,
        runs: zod_1.z.array(RunWithInputs),
    })
        .openapi('RunsOfDate'),
    example: {
        date: '2024-11-29',
        runs: [
            {
                ...exampleRun,
                inputs: [
                    {
                        key: 'input/ads_views.csv',
                        etag: '5e2f',
                        size_bytes: 4_995_000,
                        first_day: '2024-11-01',
                        last_day: '2024-11-29',
                    },
                ],
                quality: { ctr_above_1: 0, clicks_without_impression: 2, advertisers_without_rows: 0 },
            },
        ],
    },
    problems: ['forbidden', 'unknownRun'],
    audience: 'callers',
});
//# sourceMappingURL=runs.js.map