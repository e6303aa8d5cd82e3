import type { CalendarDay } from '../../../domain/execution-date';
import { addDays } from '../../../domain/execution-date';
import { STAGES, stepLabel } from '../../../domain/run-stages';
import { PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import type { RecordedState } from '../../recorded-status';
import { temporalUrl } from '../../../temporal/names/temporal-url';
import type { TemporalUi } from '../../../temporal/names/temporal-url';
import { Plot } from '../charts/plot';
import { backfillCommand } from '../commands';
import { countText, daysText, durationText, monthText, percentText, quantityText } from '../format';
import { figures, Head, Wide } from '../parts';
import { hasConversions } from './calendar';
import type { Calendar, CalendarDate } from './calendar';

const STEPS = STAGES.flat();
const STATES: readonly RecordedState[] = ['done', 'running', 'failed', 'missing'];
const FIGURES = ['Rows kept', 'Rejected', 'Product views', 'Impressions', 'Clicks', 'ctr'];
/** Shown if any date has conversions. */
const CONVERSION_FIGURES = ['Conversions', 'Conversion rate'];
/** Months that are open at first besides those with something to look at, and how many of the latter. */
const OPEN_MONTHS = 1;
const OPEN_WITH_FAULTS = 2;
/** Of a day in the strip of a month. */
const SQUARE = 9;
const PITCH = 11;

interface Month {
  /** `2026-11` */
  readonly name: string;
  /** Newest first. */
  readonly dates: readonly CalendarDate[];
}

/** Dates against steps, month by month, newest first. */
export function Matrix({
  calendar: { dates, firstDate, extra },
  temporalUi,
}: {
  readonly calendar: Calendar;
  readonly temporalUi: TemporalUi | undefined;
}) {
  const months = monthsOf(dates);
  const faulty = months.slice(OPEN_MONTHS).filter(hasFaults).slice(0, OPEN_WITH_FAULTS);
  const first = dates[0]?.date;
  const withConversions = hasConversions(dates);
  return (
    <section aria-labelledby="matrix">
      <h2 id="matrix">Dates against steps</h2>
      <p class="quiet">
        As the record of runs tells it. Whether logs have changed since, which makes dates <em>stale</em>,
        only the lake tells: <code>npx adtech status</code>.{' '}
        {temporalUi === undefined && 'With TEMPORAL_UI_URL set, each run has a link to the Temporal Web UI.'}
      </p>
      {months.map((month, i) => (
        <details class="month" open={i < OPEN_MONTHS || faulty.includes(month)}>
          <summary>
            <span>{monthText(month.name)}</span> <Strip month={month} />{' '}
            <span class="quiet">{tally(month)}</span>
          </summary>
          <MonthTable month={month} withConversions={withConversions} temporalUi={temporalUi} />
        </details>
      ))}
      {extra.length > 0 && (
        <p>
          {quantityText(extra.length, 'date')} with runs outside the calendar, which begins at {firstDate}{' '}
          (START_DATE) and ends with the last date due: {daysText(extra)}. No figure here counts{' '}
          {extra.length === 1 ? 'it' : 'them'}.
        </p>
      )}
      {first !== undefined && first > firstDate && (
        <p>
          <a href={pathTo(PAGES.overview, {}, { to: addDays(first, -1) })}>Earlier dates</a>
        </p>
      )}
    </section>
  );
}

function MonthTable({
  month,
  withConversions,
  temporalUi,
}: {
  readonly month: Month;
  readonly withConversions: boolean;
  readonly temporalUi: TemporalUi | undefined;
}) {
  return (
    <Wide label={`Dates of ${monthText(month.name)}`}>
      <table class="matrix">
        <Head
          columns={[
            'Date',
            ...STEPS.map((step) => stepLabel(step)),
            ...[...FIGURES, ...(withConversions ? CONVERSION_FIGURES : []), 'Took'].map((title) =>
              figures(title),
            ),
            'Run',
            'Run again',
          ]}
        />
        <tbody>
          {month.dates.map((one) => (
            <Row one={one} withConversions={withConversions} temporalUi={temporalUi} />
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

/** Classes are few here: of a year there are hundreds of rows. */
function Row({
  one,
  withConversions,
  temporalUi,
}: {
  readonly one: CalendarDate;
  readonly withConversions: boolean;
  readonly temporalUi: TemporalUi | undefined;
}) {
  const { date, run, state, steps, totals } = one;
  const took = run?.finished_at && Math.max(0, run.finished_at.getTime() - run.started_at.getTime()) / 1_000;
  return (
    <tr>
      <th scope="row">
        <a href={pathTo(PAGES.date, { date })}>{date}</a>
      </th>
      {STEPS.map((step) => (
        <td class={steps[step]}>{steps[step]}</td>
      ))}
      {[run?.rows_kept, run?.rows_rejected, totals?.views, totals?.impressions, totals?.clicks].map(
        (count) => (
          <td>{count == null ? '' : countText(count)}</td>
        ),
      )}
      <td>{totals?.ctr == null ? '' : percentText(totals.ctr)}</td>
      {withConversions && (
        <>
          <td>{totals?.conversions == null ? '' : countText(totals.conversions)}</td>
          <td>{totals?.conversion_rate == null ? '' : percentText(totals.conversion_rate)}</td>
        </>
      )}
      <td>{took == null ? '' : durationText(took)}</td>
      <td>
        {run !== undefined && temporalUi !== undefined && <a href={temporalUrl(run, temporalUi)}>Temporal</a>}
      </td>
      <td>
        {state !== 'running' && (
          <details>
            <summary>command</summary>
            <code>{commandFor(date, state)}</code>
          </details>
        )}
      </td>
    </tr>
  );
}

function commandFor(date: CalendarDay, state: Exclude<RecordedState, 'running'>): string {
  return backfillCommand(date, date, state === 'done' ? 'all' : state);
}

/** A square for each day, so that a month is seen at a glance; the numbers beside it say the same. */
function Strip({ month: { dates } }: { readonly month: Month }) {
  const squares = (state: RecordedState) =>
    dates
      .filter((one) => one.state === state)
      .map(({ date }) => `M${(Number(date.slice(8)) - 1) * PITCH} 0h${SQUARE}v${SQUARE}h-${SQUARE}z`)
      .join('');
  return (
    <Plot kind="strip" width={31 * PITCH} height={SQUARE}>
      {STATES.map((state) => {
        const path = squares(state);
        return path === '' ? null : <path class={state} d={path} />;
      })}
    </Plot>
  );
}

function tally({ dates }: Month): string {
  return STATES.map((state) => ({ state, count: dates.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${String(count)} ${state}`)
    .join(', ');
}

function hasFaults({ dates }: Month): boolean {
  return dates.some(({ state }) => state === 'failed' || state === 'missing');
}

function monthsOf(dates: readonly CalendarDate[]): Month[] {
  const months = new Map<string, CalendarDate[]>();
  for (const one of [...dates].reverse()) {
    const name = one.date.slice(0, 7);
    const of = months.get(name);
    if (of === undefined) months.set(name, [one]);
    else of.push(one);
  }
  return [...months].map(([name, of]) => ({ name, dates: of }));
}
