import { findInputsOfRun } from '../../db/run-inputs';
import { Problem } from '../problem';
import { endpoint } from './endpoint';
import { Count, Day, DayOrNull, integerParameter } from './values';
import { z } from './zod';

const INPUTS_DEFAULT = 100;
const INPUTS_MAX = 1_000;
const OFFSET_MAX = 999_999_999;
const EXAMPLE_RUN_ID = '0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55';

/** An object of the lake that a run read. */
export const Input = z
  .strictObject({
    key: z.string(),
    etag: z.string(),
    size_bytes: Count,
    first_day: DayOrNull.optional(),
    last_day: DayOrNull.optional(),
    source: z.string().optional().openapi({
      description:
        'The description by which it was read, a name in `sources`; absent where its log has none.',
    }),
    zone_data: z.string().optional().openapi({
      description:
        'The version of the time zone data of the worker that counted it; absent where no day depends on it.',
      example: '2025c',
    }),
  })
  .openapi('Input', { description: 'An object of the lake that the run read.' });

/** What examples say of an object. */
export const EXAMPLE_INPUT = {
  key: 'input/events/dt=2024-11-29/part-1.jsonl',
  etag: '5e2f',
  size_bytes: 4_995_000,
  first_day: '2024-11-01',
  last_day: '2024-11-29',
  source: '4b1f0a63c2d95e7788aa0c11f2e3d405',
  zone_data: '2025c',
};

export const getRunInputs = endpoint(
  {
    id: 'getRunInputs',
    method: 'get',
    path: '/runs/{date}/{run_id}/inputs',
    tag: 'Runs',
    summary: 'The objects that a run read',
    description:
      'A page of the objects that a run read, in one order: `offset` objects are left out. A run that has not published has none.',
    params: z.object({ date: Day, run_id: z.uuid() }),
    query: z.strictObject({
      offset: integerParameter(0, OFFSET_MAX, 0),
      limit: integerParameter(1, INPUTS_MAX, INPUTS_DEFAULT),
    }),
    answer: z
      .strictObject({ date: Day, run_id: z.uuid(), input_objects: Count, inputs: z.array(Input) })
      .openapi('InputsOfRun'),
    example: { date: '2024-11-29', run_id: EXAMPLE_RUN_ID, input_objects: 1, inputs: [EXAMPLE_INPUT] },
    problems: ['forbidden', 'unknownRun'],
    scope: 'unlimited',
  },
  async ({ params: { date, run_id }, query }, { db }) => {
    const page = await findInputsOfRun(db, { date, runId: run_id }, query);
    if (page === undefined) throw new Problem('unknownRun', `no run ${run_id} of ${date} is on record`);
    return { value: { date, run_id, input_objects: page.objects, inputs: page.inputs } };
  },
);
