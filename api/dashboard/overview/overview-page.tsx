import type { DayTotals } from '../../../db/published-days';
import { describeFirstDue } from '../../../domain/due-dates';
import type { Period } from '../../../domain/due-dates';
import { FIRST_DAY } from '../../../domain/execution-date';
import { describeWithoutEvents } from '../../../domain/newest-events';
import { PAGES } from '../../endpoints/pages';
import { countText, daysText, durationText, instantText, percentText, quantityText } from '../format';
import { Layout, toHtml } from '../layout';
import type { Site } from '../layout';
import { page } from '../page';
import type { DashboardDependencies, Page } from '../page';
import { Command, Empty, Tiles } from '../parts';
import type { Tile } from '../parts';
import { Attention } from './attention';
import { hasConversions, lateSeconds, readCalendar } from './calendar';
import type { Calendar } from './calendar';
import { Matrix } from './matrix';
import { Rejects } from './rejects';
import { Volume } from './volume';

/** What runs do is told by no notification, so that a page of it is soon read anew. */
const KEPT_FOR_MS = 5_000;

/** The overview: freshness, dates by step, volume, rejects. */
export function overviewPage(
  site: Site,
  {
    db,
    now,
    startDate,
    endDate,
    temporalUi,
  }: Pick<DashboardDependencies, 'db' | 'now' | keyof Period | 'temporalUi'>,
): Page {
  return page(PAGES.overview, async ({ query: { to } }) => {
    const calendar = await readCalendar(db, { startDate, endDate, to, now: now() });
    const isEmpty = calendar.span.last === null && calendar.dates.every(({ run }) => run === undefined);
    return {
      html: toHtml(
        <Layout site={site} title="Overview" current="overview">
          {isEmpty ? (
            <Nothing calendar={calendar} />
          ) : (
            <>
              <Freshness calendar={calendar} />
              <Attention calendar={calendar} />
              <Volume calendar={calendar} />
              <Matrix calendar={calendar} temporalUi={temporalUi} />
              <Rejects calendar={calendar} />
            </>
          )}
        </Layout>,
      ),
      dates: { from: FIRST_DAY },
      keptForMs: KEPT_FOR_MS,
    };
  });
}

function Nothing({ calendar: { firstDate, lastDue } }: { readonly calendar: Calendar }) {
  return (
    <>
      <h1>Nothing is published yet</h1>
      {firstDate > lastDue ? (
        <Empty>{describeFirstDue(firstDate)}.</Empty>
      ) : (
        <>
          <Empty>
            {firstDate} is the first execution date (START_DATE); dates up to {lastDue} are due, and no run
            has begun. With a worker running, this puts the daily schedule in place and starts every date that
            is due:
          </Empty>
          <Command text="npx adtech schedule apply" />
        </>
      )}
    </>
  );
}

function Freshness({ calendar }: { readonly calendar: Calendar }) {
  const { span, dates, lastDue, readAt } = calendar;
  const late = lateSeconds(calendar);
  const newest = dates.find(({ date }) => date === span.last);
  const isRunning = dates.some(({ date, state }) => date > (span.last ?? '') && state === 'running');
  const faulty = dates.filter(({ state }) => state === 'failed' || state === 'missing').length;
  const [incomplete] = newest === undefined ? [] : describeWithoutEvents([newest]);
  const [mark, words] =
    late === 0 && incomplete !== undefined
      ? (['missing', incomplete.message] as const)
      : late === 0
        ? ([
            faulty === 0 ? 'done' : 'failed',
            `Fresh: ${span.last ?? ''} is published${faulty === 0 ? '' : `, ${quantityText(faulty, 'date')} to look at`}`,
          ] as const)
        : isRunning
          ? (['running', `${lastDue} is on its way`] as const)
          : (['failed', `Late by ${durationText(late)}: ${lastDue} is not published`] as const);
  return (
    <>
      <h1 class={`state ${mark}`}>{words}</h1>
      <p class="quiet">
        {newest?.published === undefined
          ? 'No date of this page is published. '
          : `Published at ${instantText(newest.published.published_at)}. `}
        As of {instantText(readAt)}.
      </p>
      <Tiles tiles={tilesOf(calendar)} />
    </>
  );
}

function conversionTile({ conversions, conversion_rate: rate, clicks }: DayTotals): Tile {
  return {
    name: 'Conversion rate',
    value: rate === null ? 'unknown' : percentText(rate),
    note:
      conversions === null
        ? 'an earlier version did not count conversions'
        : `${quantityText(conversions, 'conversion')} ÷ ${quantityText(clicks ?? 0, 'click')}`,
  };
}

function tilesOf({ span, dates, advertisers }: Calendar): Tile[] {
  const published = dates.filter((one) => one.published !== undefined);
  const newest = published.at(-1);
  const rejected = newest?.published;
  const totals = newest?.totals;
  return [
    {
      name: 'Dates published',
      value: `${countText(published.length)} of ${countText(dates.length)}`,
      note: dates.length === 0 ? undefined : daysText(dates.map(({ date }) => date)),
    },
    {
      name: 'Advertisers with lists',
      value: countText(advertisers),
      note: span.last === null ? undefined : `on ${span.last}`,
    },
    ...(totals?.views == null
      ? []
      : [
          {
            name: 'Product views',
            value: countText(totals.views),
            note: `on ${totals.date}`,
          },
          {
            name: 'ctr',
            value: totals.ctr === null ? 'none' : percentText(totals.ctr),
            note: `${quantityText(totals.clicks ?? 0, 'click')} ÷ ${quantityText(totals.impressions ?? 0, 'impression')}`,
          },
          ...(hasConversions(dates) ? [conversionTile(totals)] : []),
        ]),
    ...(rejected === undefined
      ? []
      : [
          {
            name: 'Rejected rows',
            value: countText(rejected.rows_rejected),
            note:
              rejected.rows_read === 0
                ? 'no row was read'
                : `${percentText(rejected.rows_rejected / rejected.rows_read)} of ${quantityText(rejected.rows_read, 'row')}`,
          },
        ]),
  ];
}
