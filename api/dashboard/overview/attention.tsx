import type { CalendarDay } from '../../../domain/execution-date';
import { describeWithoutEvents } from '../../../domain/newest-events';
import { stepLabel } from '../../../domain/run-stages';
import { PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import { backfillCommand } from '../commands';
import { daysText, durationText, quantityText } from '../format';
import { Command } from '../parts';
import { failureText } from './calendar';
import type { Calendar, CalendarDate } from './calendar';

/** Newest dates whose logs are judged; what is older was seen before. */
const JUDGED_DATES = 7;
/** Failures that are told one by one. */
const SHOWN_FAILURES = 5;

/** Problems of the dates, each with the command that fixes it; empty without problems. */
export function Attention({ calendar: { dates, lastDue, readAt } }: { readonly calendar: Calendar }) {
  const failed = dates.filter(({ state }) => state === 'failed');
  const missing = dates.filter(({ state, date }) => state === 'missing' && date <= lastDue);
  const running = dates.filter(({ state }) => state === 'running');
  const incomplete = describeWithoutEvents(dates.slice(-JUDGED_DATES));
  if (failed.length + missing.length + running.length + incomplete.length === 0) return null;
  return (
    <section aria-labelledby="attention">
      <h2 id="attention">To look at</h2>
      <ul class="attention">
        {failed.length > 0 && (
          <li class="failed">
            <p>
              <strong>{quantityText(failed.length, 'date')} failed</strong>: {daysText(daysOf(failed))}.
              Correct what the message names, then:
            </p>
            <Command text={commandFor(failed, 'failed')} />
            <ul>
              {failed
                .slice(-SHOWN_FAILURES)
                .reverse()
                .map((one) => (
                  <li>
                    <a href={pathTo(PAGES.date, one)}>{one.date}</a>
                    {one.run?.failure?.step == null ? '' : ` ${stepLabel(one.run.failure.step)}`}:{' '}
                    {failureText(one)}
                  </li>
                ))}
            </ul>
          </li>
        )}
        {missing.length > 0 && (
          <li class="missing">
            <p>
              <strong>{quantityText(missing.length, 'date')} missing</strong>: {daysText(daysOf(missing))}.
            </p>
            <Command text={commandFor(missing, 'missing')} />
          </li>
        )}
        {incomplete.map(({ dates: days, message }) => (
          <li class="missing">
            <p>
              <strong>{message}</strong>. The lists are made from older events. Upload what is missing, then:
            </p>
            <Command text={backfillCommand(days[0] ?? '', days.at(-1) ?? '', 'stale')} />
          </li>
        ))}
        {running.length > 0 && (
          <li class="running">
            <p>
              <strong>{quantityText(running.length, 'date')} running</strong>: {daysText(daysOf(running))}
              {longest(running, readAt)}.
            </p>
          </li>
        )}
      </ul>
    </section>
  );
}

function daysOf(dates: readonly CalendarDate[]): CalendarDay[] {
  return dates.map(({ date }) => date);
}

function commandFor(dates: readonly CalendarDate[], only: 'failed' | 'missing'): string {
  const [first, last] = [dates[0]?.date ?? '', dates.at(-1)?.date ?? ''];
  return backfillCommand(first, last, only);
}

function longest(running: readonly CalendarDate[], now: Date): string {
  const since = Math.min(...running.map(({ run }) => run?.started_at.getTime() ?? Infinity));
  return Number.isFinite(since)
    ? `, for ${durationText(Math.max(0, now.getTime() - since) / 1_000)} at most`
    : '';
}
