import { findAdvertiserMeans, findEvaluations, findNewestEvaluation } from '../../../db/evaluation-figures';
import type { AdvertiserMeans, DayEvaluation } from '../../../db/evaluation-figures';
import { inSnapshot } from '../../../db/snapshot';
import { averageDays, resolveWindow } from '../../../domain/evaluation/window';
import type { EvaluationWindow, ModelWindow, WindowMean } from '../../../domain/evaluation/window';
import { addDays, daysFromTo, FIRST_DAY } from '../../../domain/execution-date';
import { advertiserPath, PAGES } from '../../endpoints/pages';
import { pathTo } from '../../endpoints/paths';
import { DailyChart } from '../charts/daily-chart';
import { roundMaximum } from '../charts/scale';
import { countText, percentText } from '../format';
import { Layout, toHtml } from '../layout';
import type { Site } from '../layout';
import { page } from '../page';
import type { DashboardDependencies, Page } from '../page';
import { Empty, figures, Head, Wide } from '../parts';

const SHOWN_ADVERTISERS = 20;
const OFFERED_DAYS = [7, 30, 90, 366];

/** How the lists of each model did on the day after them. */
export function evaluationPage(site: Site, { db }: Pick<DashboardDependencies, 'db'>): Page {
  return page(PAGES.evaluation, async ({ query: { days } }) => {
    const found = await inSnapshot(db, async (trx) => {
      const newest = await findNewestEvaluation(trx);
      const from = newest === undefined ? undefined : addDays(newest, 1 - days);
      const window = resolveWindow({ from }, newest);
      if (window === undefined) return undefined;
      return {
        window,
        evaluations: await findEvaluations(trx, window),
        advertisers: await findAdvertiserMeans(trx, window, SHOWN_ADVERTISERS),
      };
    });
    return {
      html: toHtml(
        <Layout site={site} title="Evaluation" current="evaluation">
          <h1>Evaluation</h1>
          {found === undefined ? (
            <Empty>
              Nothing is evaluated yet: two dates in a row have to be published, and the day after has to have
              clicks.
            </Empty>
          ) : (
            <Evaluation {...found} days={days} />
          )}
        </Layout>,
      ),
      dates: { from: found === undefined ? FIRST_DAY : addDays(found.window.from, -1) },
    };
  });
}

interface EvaluationProps {
  readonly window: EvaluationWindow;
  readonly evaluations: readonly DayEvaluation[];
  readonly advertisers: readonly AdvertiserMeans[];
  readonly days: number;
}

function Evaluation({ window, evaluations, advertisers, days }: EvaluationProps) {
  const models = averageDays(evaluations.map((day) => day.models));
  return (
    <>
      <p class="quiet">
        The lists of each date, as published, against the clicks of the day after: {window.from} to{' '}
        {window.to}, {countText(evaluations.length)} of them evaluated. Clicks go to what was shown, so that a
        list which is shown looks better than it is.
      </p>
      <p class="choice">
        Over:{' '}
        {OFFERED_DAYS.map((offered) => (
          <a
            href={pathTo(PAGES.evaluation, {}, { days: offered })}
            aria-current={offered === days ? 'true' : undefined}
          >
            {offered} days
          </a>
        ))}
      </p>
      <section aria-labelledby="means">
        <h2 id="means">
          Models <small class="quiet">means over advertisers and days, with 95 % intervals</small>
        </h2>
        <Means models={models} />
      </section>
      <section aria-labelledby="shares">
        <h2 id="shares">
          Share of clicks on the lists <small class="quiet">by day of the clicks</small>
        </h2>
        <Shares window={window} evaluations={evaluations} models={models} />
      </section>
      <section aria-labelledby="advertisers">
        <h2 id="advertisers">
          Models by advertiser{' '}
          <small class="quiet">
            share of clicks on the lists, all days together; advertisers with the most clicks on {window.to}
          </small>
        </h2>
        <Advertisers means={advertisers} />
      </section>
    </>
  );
}

function Means({ models }: { readonly models: readonly ModelWindow[] }) {
  return (
    <Wide label="Models">
      <table>
        <Head
          columns={[
            'Model',
            ...['Days', 'Click share', 'Hit rate', 'Precision', 'NDCG', 'Lift'].map(figures),
          ]}
        />
        <tbody>
          {models.map(({ model, days, figures }) => (
            <tr>
              <th scope="row">{model}</th>
              <td class="n">{days}</td>
              <Mean of={figures.click_share} format={percentText} />
              <Mean of={figures.hit_rate} format={percentText} />
              <Mean of={figures.precision_at_20} format={percentText} />
              <Mean of={figures.ndcg_at_20} format={numberText} />
              <Mean of={figures.lift} format={numberText} />
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}

function Mean({
  of,
  format,
}: {
  readonly of: WindowMean | null;
  readonly format: (value: number) => string;
}) {
  if (of === null) return <td class="n quiet">unknown</td>;
  return (
    <td class="n">
      {format(of.mean)}{' '}
      <small class="quiet">
        {format(of.low)} to {format(of.high)}
      </small>
    </td>
  );
}

function numberText(value: number): string {
  return value.toFixed(2);
}

function Shares({
  window: { from, to },
  evaluations,
  models,
}: Pick<EvaluationProps, 'window' | 'evaluations'> & { readonly models: readonly ModelWindow[] }) {
  const byDate = new Map(evaluations.map((day) => [day.date, day]));
  const first = evaluations[0]?.date ?? from;
  const charts = models.map(({ model }) => ({
    model,
    values: daysFromTo(first, to).map((date) => {
      const share = byDate.get(date)?.models[model]?.click_share;
      return { date, value: share?.mean ?? null, interval: share && ([share.low, share.high] as const) };
    }),
  }));
  const highest = charts.flatMap(({ values }) => values.map(({ interval }) => interval?.[1] ?? 0));
  const top = roundMaximum(Math.max(...highest));
  return (
    <div class="charts">
      {charts.map(({ model, values }) => (
        <DailyChart name={model} values={values} top={top} format={percentText} />
      ))}
    </div>
  );
}

/** One row an advertiser, its models from the best to the worst. */
function Advertisers({ means }: { readonly means: readonly AdvertiserMeans[] }) {
  const ids = [...new Set(means.map(({ advertiser_id }) => advertiser_id))];
  const places = Math.max(0, ...ids.map((id) => means.filter((one) => one.advertiser_id === id).length));
  return (
    <Wide label="Models by advertiser">
      <table>
        <Head
          columns={[
            'Advertiser',
            figures('Clicks'),
            ...Array.from({ length: places }, (_, i) => (i === 0 ? 'Best' : String(i + 1))),
          ]}
        />
        <tbody>
          {ids.map((id) => {
            const own = means.filter(({ advertiser_id }) => advertiser_id === id);
            return (
              <tr>
                <th scope="row">
                  <a href={advertiserPath(id)}>{id}</a>
                </th>
                <td class="n">{countText(Math.max(...own.map(({ clicks }) => clicks)))}</td>
                {own.map(({ model, click_share: share }) => (
                  <td>
                    {model} <small class="quiet">{percentText(share)}</small>
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </Wide>
  );
}
