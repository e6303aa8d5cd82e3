import { PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import { BarTable } from '../charts/bar';
import { DailyChart } from '../charts/daily-chart';
import { countText, percentText } from '../format';
import { Empty } from '../parts';
import type { Calendar } from './calendar';

/** What was set aside, and what is odd about the rest. */
export function Rejects({ calendar: { dates } }: { readonly calendar: Calendar }) {
  const newest = dates.findLast(({ published }) => published !== undefined);
  const published = newest?.published;
  if (newest === undefined || published === undefined) return null;
  const reasons = Object.entries(published.rejects).sort(([, a], [, b]) => b - a);
  const most = reasons[0]?.[1] ?? 0;
  const { quality } = published;
  const oddities = [
    ['Products with more clicks than impressions', quality.ctr_above_1],
    ['Products with clicks and no impression', quality.clicks_without_impression],
    ['Active advertisers without a row', quality.advertisers_without_rows],
  ] as const;
  return (
    <section aria-labelledby="rejects">
      <h2 id="rejects">Data quality</h2>
      <div class="columns">
        <div>
          <h3>
            Rejected rows by reason, <a href={pathTo(PAGES.date, newest)}>{newest.date}</a>
          </h3>
          {reasons.length === 0 ? (
            <Empty>No row was rejected.</Empty>
          ) : (
            <BarTable
              columns={['Reason', 'Rows', 'Share']}
              hidesHead
              kind="other"
              rows={reasons.map(([reason, count]) => ({
                name: <code>{reason}</code>,
                figures: [countText(count)],
                share: count / most,
              }))}
            />
          )}
        </div>
        <div>
          <h3>Odd, but no reason to reject, {newest.date}</h3>
          <table class="bars">
            <tbody>
              {oddities.map(([what, count]) => (
                <tr>
                  <th scope="row">{what}</th>
                  <td class="n">{countText(count)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <DailyChart
          name="Rejected share of all rows read"
          values={dates.map(({ date, published: run }) => ({
            date,
            value: run === undefined || run.rows_read === 0 ? null : run.rows_rejected / run.rows_read,
          }))}
          format={percentText}
        />
      </div>
    </section>
  );
}
