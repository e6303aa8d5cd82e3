import { CHANGE_BANDS } from '../../../db/list-overlap';
import type { Change as AdvertiserChange, DayChange } from '../../../db/list-overlap';
import type { Model } from '../../../domain/models/model';
import { advertiserPath, PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import { percentText } from '../format';
import { BarTable, Histogram } from '../charts/bar';
import { Empty } from '../parts';

/** How much the lists of a model change from one published day to the next. */
export function Change({
  model: { name, slug },
  days,
  most,
}: {
  readonly model: Model;
  readonly days: readonly DayChange[];
  /** The advertisers whose lists changed most. */
  readonly most: readonly AdvertiserChange[];
}) {
  const heading = `change-${slug}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        {name} <small class="quiet">change from one published day to the next</small>
      </h2>
      {days.length === 0 ? (
        <Empty>Two published days within a week are needed to compare.</Empty>
      ) : (
        <div class="columns">
          <div>
            <h3>Mean change by day</h3>
            <MeanChanges
              of="Date"
              rows={[...days].reverse().map(({ date, mean_change }) => ({
                name: date,
                href: pathTo(PAGES.date, { date }),
                change: mean_change,
              }))}
            />
          </div>
          <div>
            <h3>Lists by how much they changed</h3>
            <Histogram
              label={`Lists of ${name} by their change from the day before, all days together`}
              kind="Change"
              unit="Lists"
              bins={bandsOf(days)}
            />
          </div>
          <div>
            <h3>Changed most</h3>
            <MeanChanges
              of="Advertiser"
              rows={most.map(({ advertiser_id, mean_change }) => ({
                name: advertiser_id,
                href: advertiserPath(advertiser_id),
                change: mean_change,
              }))}
            />
          </div>
        </div>
      )}
    </section>
  );
}

/** Mean changes as numbers and bars, the largest of which is full. */
function MeanChanges({
  of,
  rows,
}: {
  readonly of: 'Date' | 'Advertiser';
  readonly rows: readonly { readonly name: string; readonly href: string; readonly change: number }[];
}) {
  const most = Math.max(...rows.map(({ change }) => change));
  return (
    <BarTable
      columns={[of, { title: 'Mean change', span: 2 }]}
      rows={rows.map(({ name, href, change }) => ({
        name: <a href={href}>{name}</a>,
        figures: [percentText(change)],
        share: most === 0 ? 0 : change / most,
      }))}
    />
  );
}

/** Without the bands above the last one that has any list. */
function bandsOf(days: readonly DayChange[]) {
  const counts = Array.from({ length: CHANGE_BANDS + 1 }, (_, band) =>
    days.reduce((sum, { bands }) => sum + (bands[band] ?? 0), 0),
  );
  const last = counts.findLastIndex((count) => count > 0);
  return counts.slice(0, last + 1).map((count, band) => ({
    name: band === 0 ? 'none' : `up to ${String((band * 100) / CHANGE_BANDS)} %`,
    count,
  }));
}
