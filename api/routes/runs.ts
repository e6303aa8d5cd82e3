import type { Kysely } from 'kysely';
import { findLatestRuns, findRunsOf } from '../../db/runs';
import type { RecordedRun } from '../../db/runs';
import type { Database } from '../../db/schema';
import { withoutEvents } from '../../domain/newest-events';
import type { AnswerOf } from '../contract/endpoint';
import { getRun, getRuns } from '../contract/runs';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';
import { Problem } from '../problem';
import { recordedStatus } from '../recorded-status';
import { temporalUrl } from '../temporal-url';
import type { TemporalUi } from '../temporal-url';

/** What the routes of runs work with. */
export interface RunDependencies {
  readonly db: Kysely<Database>;
  readonly temporalUi: TemporalUi | undefined;
}

/** The record of runs. It changes while they run, so it is never kept. */
export function runRoutes({ db, temporalUi }: RunDependencies): Implementation[] {
  return [
    implement(getRuns, async ({ query: { from, to, limit } }) => {
      const runs = await findLatestRuns(db, { from, to, limit });
      return { value: { runs: runs.map((run) => describe(run, temporalUi)) } };
    }),
    implement(getRun, async ({ params: { date } }) => {
      const runs = await findRunsOf(db, date);
      if (runs.length === 0) throw new Problem('unknownRun', `no run of ${date} is on record`);
      return {
        value: {
          date,
          runs: runs.map((run) => ({
            ...describe(run, temporalUi),
            inputs: run.inputs,
            quality: run.quality,
          })),
        },
      };
    }),
  ];
}

type RunAnswer = AnswerOf<typeof getRuns>['runs'][number];

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
    rejects: run.rejects,
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
