import { DailyChart } from '../charts/daily-chart';
import { countText, percentText } from '../format';
import { Empty } from '../parts';
import { hasConversions } from './calendar';
import type { Calendar, CalendarDate } from './calendar';

/** How much happened on each day. */
export function Volume({ calendar: { dates } }: { readonly calendar: Calendar }) {
  const of = (figure: (one: CalendarDate) => number | null | undefined) =>
    dates.map((one) => ({ date: one.date, value: figure(one) ?? null }));
  const hasTotals = dates.some(({ totals }) => totals?.views != null);
  return (
    <section aria-labelledby="volume">
      <h2 id="volume">Events of active advertisers by day</h2>
      {hasTotals ? (
        <div class="charts">
          <DailyChart name="Product views" values={of(({ totals }) => totals?.views)} format={countText} />
          <DailyChart
            name="Impressions"
            values={of(({ totals }) => totals?.impressions)}
            format={countText}
          />
          <DailyChart name="Clicks" values={of(({ totals }) => totals?.clicks)} format={countText} />
          <DailyChart name="ctr" values={of(({ totals }) => totals?.ctr)} format={percentText} />
          {hasConversions(dates) && (
            <>
              <DailyChart
                name="Conversions"
                values={of(({ totals }) => totals?.conversions)}
                format={countText}
              />
              <DailyChart
                name="Conversion rate"
                values={of(({ totals }) => totals?.conversion_rate)}
                format={percentText}
              />
            </>
          )}
        </div>
      ) : (
        <Empty>
          No date of this page has totals: none is published, or an earlier version published them.
        </Empty>
      )}
    </section>
  );
}
