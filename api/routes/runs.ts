import type { Kysely } from 'kysely';
import { findLatestRuns, findRunsOf } from '../../db/runs';
import type { RecordedRun } from '../../db/runs';
import type { Database } from '../../db/schema';
import { dateStatus } from '../../domain/date-status';
import { STAGES } from '../../domain/run-stages';
import type { AnswerOf } from '../contract/endpoint';
import { getRun, getRuns } from '../contract/runs';
import { implement } from '../implementation';
import type { Implementation } from '../implementation';
import { Problem } from '../problem';

/** What the routes of runs work with. */
export interface RunDependencies {
  readonly db: Kysely<Database>;
  /** The address of the Temporal Web UI with its namespace, where it is set. */
  readonly temporalUi: { readonly url: string; readonly namespace: string } | undefined;
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

function describe(run: RecordedRun, temporalUi: RunDependencies['temporalUi']): RunAnswer {
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
    steps: stepsOf(run),
    rows_read: run.rows_read,
    rows_kept: run.rows_kept,
    rows_rejected: run.rows_rejected,
    rejects: run.rejects,
    failure: run.failure,
    temporal_url: temporalUi === undefined ? null : temporalUrl(run, temporalUi),
  };
}

/** As far as the record tells; of a run that goes on it knows no step. */
function stepsOf(run: RecordedRun): RunAnswer['steps'] {
  if (run.status === 'running') return STAGES.flat().map((step) => ({ step, state: 'running' }));
  const { steps } = dateStatus(
    {
      date: run.date,
      publishedRunId: run.status === 'published' ? run.run_id : undefined,
      inputsUnchanged: true,
      newestRun: { runId: run.run_id, status: run.status, failedStep: run.failure?.step ?? null },
      pendingActivities: undefined,
    },
    STAGES,
  );
  return Object.entries(steps).map(([step, state]) => ({ step, state: state === 'stale' ? 'done' : state }));
}

function temporalUrl(
  run: RecordedRun,
  { url, namespace }: NonNullable<RunDependencies['temporalUi']>,
): string {
  const path = ['namespaces', namespace, 'workflows', run.workflow_id, run.run_id, 'history'];
  return `${url.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}
