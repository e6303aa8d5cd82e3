import { CHANGE_BANDS } from '../../../db/list-overlap';
import type { Change as AdvertiserChange, DayChange } from '../../../db/list-overlap';
import type { Model } from '../../../domain/models/model';
import { percentText } from '../format';
import { Bar, Empty } from '../parts';
import { advertiserHref, dateHref } from '../paths';
import { Histogram } from './histogram';

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
            <Days days={days} />
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
            <Advertisers most={most} />
          </div>
        </div>
      )}
    </section>
  );
}

function Days({ days }: { readonly days: readonly DayChange[] }) {
  const most = Math.max(...days.map(({ mean_change }) => mean_change));
  return (
    <table class="bars">
      <thead>
        <tr>
          <th scope="col">Date</th>
          <th scope="col" colSpan={2}>
            Mean change
          </th>
        </tr>
      </thead>
      <tbody>
        {[...days].reverse().map(({ date, mean_change }) => (
          <tr>
            <th scope="row">
              <a href={dateHref(date)}>{date}</a>
            </th>
            <td class="n">{percentText(mean_change)}</td>
            <td class="stretch">
              <Bar share={most === 0 ? 0 : mean_change / most} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Advertisers({ most }: { readonly most: readonly AdvertiserChange[] }) {
  const largest = most[0]?.mean_change ?? 0;
  return (
    <table class="bars">
      <thead>
        <tr>
          <th scope="col">Advertiser</th>
          <th scope="col" colSpan={2}>
            Mean change
          </th>
        </tr>
      </thead>
      <tbody>
        {most.map(({ advertiser_id, mean_change }) => (
          <tr>
            <th scope="row">
              <a href={advertiserHref(advertiser_id)}>{advertiser_id}</a>
            </th>
            <td class="n">{percentText(mean_change)}</td>
            <td class="stretch">
              <Bar share={largest === 0 ? 0 : mean_change / largest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
