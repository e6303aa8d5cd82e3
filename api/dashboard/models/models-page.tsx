import { findDayChanges, findPortions } from '../../../db/list-overlap';
import type { DayChange } from '../../../db/list-overlap';
import { inSnapshot } from '../../../db/snapshot';
import { readStatistics } from '../../../db/statistics';
import type { Statistics } from '../../../db/statistics';
import { FIRST_DAY } from '../../../domain/execution-date';
import { MODELS } from '../../../domain/models';
import { topCtr } from '../../../domain/models/top-ctr';
import { topProducts } from '../../../domain/models/top-products';
import { PAGES } from '../../endpoints/pages';
import { percentText, quantityText } from '../format';
import { Layout, toHtml } from '../layout';
import type { Site } from '../layout';
import { page } from '../page';
import type { DashboardDependencies, Page } from '../page';
import { Empty, Tiles } from '../parts';
import { Agreement, medianShared } from './agreement';
import { Change } from './change';

/** How far the models agree, and how much their lists change. */
export function modelsPage(site: Site, { db }: Pick<DashboardDependencies, 'db'>): Page {
  return page(PAGES.models, async () => {
    const found = await inSnapshot(db, async (trx) => {
      const statistics = await readStatistics(trx, MODELS, [topProducts, topCtr]);
      const days = statistics.runs.map(({ date }) => date).reverse();
      const portions = await findPortions(trx);
      const changes: Record<string, readonly DayChange[]> = {};
      for (const model of MODELS) changes[model.name] = await findDayChanges(trx, model, days, portions);
      return { statistics, changes };
    });
    return {
      html: toHtml(
        <Layout site={site} title="Models" current="models">
          <h1>Models</h1>
          {found.statistics.date === null ? (
            <Empty>Nothing is published yet, so that there is nothing to compare.</Empty>
          ) : (
            <Comparison {...found} />
          )}
        </Layout>,
      ),
      dates: { from: FIRST_DAY },
    };
  });
}

interface ComparisonProps {
  readonly statistics: Statistics;
  /** By model. */
  readonly changes: Readonly<Record<string, readonly DayChange[]>>;
}

function Comparison({ statistics, changes }: ComparisonProps) {
  const { date, window, agreement, most_changed: mostChanged } = statistics;
  return (
    <>
      <p class="quiet">
        Lists of {date}, {quantityText(statistics.advertiser_count, 'advertiser')}; changes from {window.from}{' '}
        to {window.to}.
      </p>
      <Tiles
        tiles={[
          {
            name: `Products in the lists of ${topProducts.name} and ${topCtr.name}`,
            value: agreement.length === 0 ? 'none' : medianShared(agreement),
            note: 'median over advertisers, of at most 20',
          },
          ...MODELS.map(({ name }) => ({
            name: `${name}: change from day to day`,
            value: meanChange(changes[name] ?? []) ?? 'unknown',
            note: 'mean Jaccard distance: 0 % the same products, 100 % none shared',
          })),
        ]}
      />
      <Agreement agreement={agreement} models={[topProducts.name, topCtr.name]} />
      {MODELS.map((model) => (
        <Change model={model} days={changes[model.name] ?? []} most={mostChanged[model.name] ?? []} />
      ))}
    </>
  );
}

function meanChange(days: readonly DayChange[]): string | undefined {
  const advertisers = days.reduce((sum, day) => sum + day.advertisers, 0);
  if (advertisers === 0) return undefined;
  return percentText(days.reduce((sum, day) => sum + day.mean_change * day.advertisers, 0) / advertisers);
}
