import type { Agreement as AdvertiserAgreement } from '../../../db/list-overlap';
import { advertiserPath } from '../../endpoints/pages';
import { percentText } from '../format';
import { BarTable, Histogram } from '../charts/bar';
import { Empty, figures } from '../parts';

const SHOWN = 10;

/** The middle of the numbers of shared products. */
export function medianShared(agreement: readonly AdvertiserAgreement[]): number {
  const sorted = agreement.map(({ shared_products }) => shared_products).sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** How many products the two models have in common, advertiser by advertiser. */
export function Agreement({
  agreement,
  models,
}: {
  /** The most shared products first. */
  readonly agreement: readonly AdvertiserAgreement[];
  readonly models: readonly [string, string];
}) {
  const most = agreement[0]?.shared_products ?? 0;
  const bins = Array.from({ length: most + 1 }, (_, shared) => ({
    name: String(shared),
    count: agreement.filter(({ shared_products }) => shared_products === shared).length,
  }));
  return (
    <section aria-labelledby="agreement">
      <h2 id="agreement">
        Agreement <small class="quiet">products in the lists of both {models.join(' and ')}</small>
      </h2>
      {agreement.length === 0 ? (
        <Empty>No advertiser has a list on this date.</Empty>
      ) : (
        <div class="columns">
          <div>
            <h3>Advertisers by shared products</h3>
            <Histogram
              label="Advertisers by the number of products that both models list"
              kind="Shared"
              unit="Advertisers"
              bins={bins}
            />
          </div>
          <div>
            <h3>Agree most</h3>
            <Advertisers rows={agreement.slice(0, SHOWN)} />
          </div>
          {agreement.length > SHOWN && (
            <div>
              <h3>Agree least</h3>
              <Advertisers rows={agreement.slice(Math.max(SHOWN, agreement.length - SHOWN)).reverse()} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function Advertisers({ rows }: { readonly rows: readonly AdvertiserAgreement[] }) {
  return (
    <BarTable
      columns={['Advertiser', figures('Shared'), { title: 'Jaccard index', span: 2 }]}
      rows={rows.map(({ advertiser_id, shared_products, jaccard }) => ({
        name: <a href={advertiserPath(advertiser_id)}>{advertiser_id}</a>,
        figures: [String(shared_products), percentText(jaccard)],
        share: jaccard,
      }))}
    />
  );
}
