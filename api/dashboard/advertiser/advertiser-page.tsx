import { findHistory } from '../../../db/recommendations';
import type { Entry } from '../../../db/list-tables';
import type { History } from '../../../db/recommendations';
import { addDays, daysFromTo, FIRST_DAY } from '../../../domain/execution-date';
import type { CalendarDay } from '../../../domain/execution-date';
import { MODELS } from '../../../domain/models';
import { topCtr } from '../../../domain/models/top-ctr';
import { advertiserPath, PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import { unknownAdvertiser } from '../../problem';
import { ClickChart } from '../charts/click-chart';
import { quantityText } from '../format';
import { Layout, toHtml } from '../layout';
import type { Site } from '../layout';
import { page } from '../page';
import type { DashboardDependencies, Page } from '../page';
import { Empty, Wide } from '../parts';
import { ListTable } from './list-table';
import { productsInAll } from './model-lists';
import { RankHistory } from './rank-history';

const OFFERED_DAYS = [7, 14, 30, 90];

/** An advertiser's lists, side by side, and how they came about, at the path of all ids and at the path of `.` and `..`. */
export function advertiserPages(site: Site, deps: Pick<DashboardDependencies, 'db'>): Page[] {
  return [PAGES.advertiser, PAGES.dotAdvertiser].map((route) => advertiserPage(site, deps, route));
}

function advertiserPage(
  site: Site,
  { db }: Pick<DashboardDependencies, 'db'>,
  route: typeof PAGES.advertiser | typeof PAGES.dotAdvertiser,
): Page {
  return page(route, async ({ params: { advertiser }, query: { days } }) => {
    const found = await findHistory(db, MODELS, advertiser, days);
    if (found === undefined) throw unknownAdvertiser(advertiser);
    const { newestDate, lists } = found;
    return {
      html: toHtml(
        <Layout site={site} title={advertiser} current="advertisers">
          <h1>
            <span class="quiet">Advertiser</span> {advertiser}
          </h1>
          {newestDate === null ? (
            <Empty>Nothing is published.</Empty>
          ) : (
            <Lists advertiser={advertiser} date={newestDate} days={days} history={lists} />
          )}
        </Layout>,
      ),
      dates: { from: newestDate === null ? FIRST_DAY : addDays(newestDate, 1 - days) },
    };
  });
}

interface ListsProps {
  readonly advertiser: string;
  readonly date: CalendarDay;
  readonly days: number;
  readonly history: History;
}

function Lists({ advertiser, date, days, history }: ListsProps) {
  const newest = Object.fromEntries(MODELS.map(({ slug }) => [slug, entriesOn(history[slug], date)]));
  const shared = productsInAll(newest);
  const before = previousDate(history, date);
  const ads = newest[topCtr.slug] ?? [];
  return (
    <>
      <p class="quiet">
        Lists of <a href={pathTo(PAGES.date, { date })}>{date}</a>, the newest published date.{' '}
        {shared.size === 0 ? 'No product is' : quantityText(shared.size, 'product is', 'products are')} in
        every list{shared.size > 0 && <span class="both"> ◆</span>}.{' '}
        {before !== undefined && `Moves are since ${before}.`}
      </p>
      <div class="lists">
        {MODELS.map((model) => (
          <ListTable
            model={model}
            entries={newest[model.slug] ?? []}
            before={before === undefined ? undefined : ranksOn(history[model.slug], before)}
            shared={shared}
          />
        ))}
      </div>
      <p class="choice">
        Rank history over:{' '}
        {OFFERED_DAYS.map((offered) => (
          <a href={advertiserPath(advertiser, offered)} aria-current={offered === days ? 'true' : undefined}>
            {offered} days
          </a>
        ))}
      </p>
      <div class="lists">
        {MODELS.map((model) => (
          <RankHistory
            model={model}
            days={daysFromTo(addDays(date, 1 - days), date)}
            entries={history[model.slug] ?? []}
          />
        ))}
      </div>
      {ads.length > 0 && (
        <section aria-labelledby="clicks">
          <h2 id="clicks">
            Clicks against impressions{' '}
            <small class="quiet">
              products of {topCtr.name}, all history up to {date}
            </small>
          </h2>
          <Wide label="Clicks against impressions">
            <ClickChart products={ads.map(adCounts)} />
          </Wide>
        </section>
      )}
    </>
  );
}

function adCounts(entry: Entry) {
  return {
    product: entry.product_id,
    rank: entry.rank,
    clicks: Number(entry['clicks']),
    impressions: Number(entry['impressions']),
  };
}

function entriesOn(entries: History[string] | undefined, date: CalendarDay): readonly Entry[] {
  return (entries ?? []).filter((entry) => entry.date === date);
}

function ranksOn(entries: History[string] | undefined, date: CalendarDay): ReadonlyMap<string, number> {
  return new Map(entriesOn(entries, date).map(({ product_id, rank }) => [product_id, rank]));
}

/** The newest day before `date` with a list of any model. */
function previousDate(history: History, date: CalendarDay): CalendarDay | undefined {
  return Object.values(history)
    .flatMap((entries) => entries.map((entry) => entry.date))
    .filter((other) => other < date)
    .reduce<CalendarDay | undefined>(
      (newest, other) => (newest === undefined || other > newest ? other : newest),
      undefined,
    );
}
