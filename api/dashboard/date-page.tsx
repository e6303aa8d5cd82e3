import { countRunsOf, findRunsOf } from '../../db/runs';
import type { RunWithInputs } from '../../db/runs';
import { withoutEvents } from '../../domain/newest-events';
import { stepLabel } from '../../domain/run-stages';
import { PAGES } from '../endpoints/pages';
import { pathTo } from '../endpoints/paths';
import { getRunInputs } from '../endpoints/run-inputs';
import { recordedStatus } from '../recorded-status';
import { temporalUrl } from '../../temporal/names/temporal-url';
import type { TemporalUi } from '../../temporal/names/temporal-url';
import { backfillCommand } from './commands';
import { bytesText, countText, durationText, instantText } from './format';
import { Layout, toHtml } from './layout';
import type { Site } from './layout';
import { page } from './page';
import type { DashboardDependencies, Page } from './page';
import { Command, Empty, figures, Head, Wide } from './parts';

/** Runs of one date that are told. */
const SHOWN_RUNS = 20;

/** All that is on record of an execution date: its runs, what they read, and why they failed. */
export function datePage(
  site: Site,
  { db, temporalUi }: Pick<DashboardDependencies, 'db' | 'temporalUi'>,
): Page {
  return page(PAGES.date, async ({ params: { date } }) => {
    const [runs, number] = await Promise.all([findRunsOf(db, date, SHOWN_RUNS), countRunsOf(db, date)]);
    return {
      html: toHtml(
        <Layout site={site} title={date} current="overview">
          <h1>
            <span class="quiet">Execution date</span> {date}
          </h1>
          <p>To run it again, whatever its state:</p>
          <Command text={backfillCommand(date, date, 'all')} />
          {runs.length === 0 && <Empty>No run of this date is on record.</Empty>}
          {runs.map((run, i) => (
            <RunSection run={run} isNewest={i === 0} temporalUi={temporalUi} />
          ))}
          {number > runs.length && <p class="quiet">{countText(number - runs.length)} older runs.</p>}
        </Layout>,
      ),
    };
  });
}

interface RunProps {
  readonly run: RunWithInputs;
  readonly isNewest: boolean;
  readonly temporalUi: TemporalUi | undefined;
}

function RunSection({ run, isNewest, temporalUi }: RunProps) {
  const { steps } = recordedStatus(run.date, run, run.status === 'published' ? run.run_id : undefined);
  const seconds =
    run.finished_at && Math.max(0, run.finished_at.getTime() - run.started_at.getTime()) / 1_000;
  const facts: [string, string | undefined][] = [
    ['Started', instantText(run.started_at)],
    ['Took', seconds == null ? undefined : durationText(seconds)],
    ['Rows read', numberOf(run.rows_read)],
    ['Rows kept', numberOf(run.rows_kept)],
    ['Rejected', numberOf(run.rows_rejected)],
    ['Rejects', run.rejects === null ? undefined : countsText(run.rejects)],
    ['Ignored', run.ignored === null ? undefined : countsText(run.ignored)],
    ['Without events', namesOf(withoutEvents(run.date, run.newest_events))],
  ];
  return (
    <section aria-labelledby={run.run_id}>
      <h2 id={run.run_id}>
        Run {run.status}
        <small class="quiet">
          {run.is_published ? ' its lists are those that readers see' : isNewest ? ' the newest' : ''}
        </small>
      </h2>
      {run.failure !== null && (
        <p class="notice">
          {run.failure.step === null ? '' : `${stepLabel(run.failure.step)}: `}
          {run.failure.message} <span class="quiet">({run.failure.type})</span>
        </p>
      )}
      <dl class="facts">
        {facts.map(([name, value]) =>
          value === undefined ? null : (
            <div>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
        {Object.entries(steps).map(([step, state]) => (
          <div>
            <dt>{stepLabel(step)}</dt>
            <dd class={state}>{state}</dd>
          </div>
        ))}
      </dl>
      <p>
        {temporalUi === undefined ? (
          <span class="quiet">Set TEMPORAL_UI_URL for a link to this run in the Temporal Web UI: </span>
        ) : (
          <a href={temporalUrl(run, temporalUi)}>This run in the Temporal Web UI</a>
        )}{' '}
        <code>
          {run.workflow_id} {run.run_id}
        </code>
      </p>
      {run.first_inputs !== null && run.first_inputs.length > 0 && (
        <Inputs run={run} inputs={run.first_inputs} isOpen={isNewest} />
      )}
    </section>
  );
}

function Inputs({
  run,
  inputs,
  isOpen,
}: {
  readonly run: RunWithInputs;
  readonly inputs: NonNullable<RunWithInputs['first_inputs']>;
  readonly isOpen: boolean;
}) {
  const sources = run.sources ?? {};
  const objects = run.input_objects ?? inputs.length;
  const hashes = Object.keys(sources);
  const isDescribed = hashes.length > 0;
  const numberOfSource = (hash: string | undefined) =>
    hash === undefined ? '' : String(hashes.indexOf(hash) + 1);
  return (
    <details open={isOpen}>
      <summary>
        {countText(objects)} objects read
        {run.input_bytes === null ? '' : `, ${bytesText(run.input_bytes)}`}
      </summary>
      <Wide label="Objects read">
        <table>
          <Head
            columns={[
              'Object',
              figures('Size'),
              'Days',
              'ETag',
              ...(isDescribed ? [figures('Description')] : []),
            ]}
          />
          <tbody>
            {inputs.map(({ key, etag, size_bytes, first_day, last_day, source }) => (
              <tr>
                <th scope="row">{key}</th>
                <td class="n">{bytesText(size_bytes)}</td>
                <td>{first_day == null ? '' : `${first_day} to ${last_day ?? first_day}`}</td>
                <td>
                  <code>{etag}</code>
                </td>
                {isDescribed && <td class="n">{numberOfSource(source)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
      {objects > inputs.length && (
        <p class="quiet">
          and {countText(objects - inputs.length)} more, in pages:{' '}
          <a href={pathTo(getRunInputs, { date: run.date, run_id: run.run_id }, { offset: inputs.length })}>
            their keys, sizes and ETags
          </a>
          .
        </p>
      )}
      {isDescribed && (
        <>
          <h3>Descriptions</h3>
          <Wide label="Descriptions">
            <table>
              <Head columns={[figures('Description'), 'Log', 'Entry of sources.json']} />
              <tbody>
                {Object.entries(sources).map(([hash, { log, text }]) => (
                  <tr>
                    <td class="n">{numberOfSource(hash)}</td>
                    <td>{log}</td>
                    <td>
                      <code>{text}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
        </>
      )}
    </details>
  );
}

function numberOf(count: number | null): string | undefined {
  return count === null ? undefined : countText(count);
}

function namesOf(logs: readonly string[] | null): string | undefined {
  return logs === null || logs.length === 0 ? undefined : logs.join(', ');
}

function countsText(counts: Readonly<Record<string, number>>): string | undefined {
  const text = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${countText(count)} ${reason}`)
    .join(', ');
  return text === '' ? undefined : text;
}
