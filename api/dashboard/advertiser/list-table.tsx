import type { Entry } from '../../../db/list-tables';
import type { Model } from '../../../domain/models/model';
import { Bar } from '../charts/bar';
import { Empty, figures, Head, Wide } from '../parts';
import { figureOf, leadingMetric, metricText } from './model-lists';

/** One list: products by rank, with bars, their way since the day before, and a mark where other models list them too. */
export function ListTable({
  model,
  entries,
  before,
  shared,
}: {
  readonly model: Model;
  readonly entries: readonly Entry[];
  /** Ranks on the published day before; undefined where there is none. */
  readonly before: ReadonlyMap<string, number> | undefined;
  readonly shared: ReadonlySet<string>;
}) {
  const leading = leadingMetric(model);
  const others = model.metrics.filter((metric) => metric !== leading);
  const largest = Math.max(...entries.map((entry) => (leading === undefined ? 0 : figureOf(entry, leading))));
  const heading = `list-${model.slug}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        {model.name} <small class="quiet">{model.caption}</small>
      </h2>
      {entries.length === 0 ? (
        <Empty>No list on this date: no product of the advertiser qualifies, or it was not active.</Empty>
      ) : (
        <Wide label={`List of ${model.name}`}>
          <table class="bars list">
            <Head
              columns={[
                figures('Rank'),
                'Product',
                ...(leading === undefined ? [] : [{ title: leading.name, span: 2 }]),
                ...others.map(({ name }) => figures(name)),
                figures(
                  <>
                    Moved<span class="unseen"> since the day before</span>
                  </>,
                ),
              ]}
            />
            <tbody>
              {entries.map((entry) => (
                <tr class={shared.has(entry.product_id) ? 'shared' : undefined}>
                  <td class="n">{entry.rank}</td>
                  <th scope="row">
                    {entry.product_id}
                    {shared.has(entry.product_id) && (
                      <span class="both" title="in every list">
                        <span aria-hidden="true"> ◆</span>
                        <span class="unseen"> in every list</span>
                      </span>
                    )}
                  </th>
                  {leading !== undefined && (
                    <>
                      <td class="n">{metricText(leading, figureOf(entry, leading))}</td>
                      <td class="stretch">
                        <Bar
                          share={figureOf(entry, leading) / largest}
                          kind={shared.has(entry.product_id) ? 'other' : 'accent'}
                        />
                      </td>
                    </>
                  )}
                  {others.map((metric) => (
                    <td class="n">{metricText(metric, figureOf(entry, metric))}</td>
                  ))}
                  <td class="n">
                    <Move rank={entry.rank} before={before} product={entry.product_id} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    </section>
  );
}

function Move({
  rank,
  before,
  product,
}: {
  readonly rank: number;
  readonly before: ReadonlyMap<string, number> | undefined;
  readonly product: string;
}) {
  if (before === undefined) return <span class="quiet">unknown</span>;
  const old = before.get(product);
  if (old === undefined) return <span class="up">new</span>;
  if (old === rank) return <span class="quiet">same</span>;
  const [kind, sign, word] = old > rank ? (['up', '▲', 'up'] as const) : (['down', '▼', 'down'] as const);
  return (
    <span class={kind}>
      <span aria-hidden="true">{sign}</span>
      <span class="unseen">{word} </span>
      {Math.abs(old - rank)}
    </span>
  );
}
