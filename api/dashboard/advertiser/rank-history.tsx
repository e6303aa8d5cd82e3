import type { History } from '../../../db/recommendations';
import type { CalendarDay } from '../../../domain/execution-date';
import type { Model } from '../../../domain/models/model';
import { BumpChart } from '../charts/bump-chart';
import { Empty, figures, Head, Wide } from '../parts';

/** How the products of a model's lists rose and fell, as a chart and as a table. */
export function RankHistory({
  model,
  days,
  entries,
}: {
  readonly model: Model;
  /** In order. */
  readonly days: readonly CalendarDay[];
  readonly entries: History[string];
}) {
  const heading = `ranks-${model.slug}`;
  const ranks = entries.map(({ date, rank, product_id }) => ({ date, rank, product: product_id }));
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        {model.name} <small class="quiet">rank by day</small>
      </h2>
      {ranks.length === 0 ? (
        <Empty>No list in these days.</Empty>
      ) : (
        <>
          <Wide label={`Chart of ranks of ${model.name}`}>
            <BumpChart name={model.name} days={days} ranks={ranks} />
          </Wide>
          <details>
            <summary>Ranks as a table</summary>
            <Wide label={`Table of ranks of ${model.name}`}>
              <RankTable days={days} entries={entries} />
            </Wide>
          </details>
        </>
      )}
    </section>
  );
}

function RankTable({
  days,
  entries,
}: {
  readonly days: readonly CalendarDay[];
  readonly entries: History[string];
}) {
  const byProduct = new Map<string, Map<CalendarDay, number>>();
  // Newest day first, so that products are in the order of the newest list.
  for (const { date, rank, product_id } of entries) {
    const ranks = byProduct.get(product_id) ?? new Map<CalendarDay, number>();
    byProduct.set(product_id, ranks.set(date, rank));
  }
  return (
    <table class="ranks">
      <Head columns={['Product', ...days.map((day) => figures(day.slice(5)))]} />
      <tbody>
        {[...byProduct].map(([product, ranks]) => (
          <tr>
            <th scope="row">{product}</th>
            {days.map((day) => (
              <td class="n">{ranks.get(day) ?? ''}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
