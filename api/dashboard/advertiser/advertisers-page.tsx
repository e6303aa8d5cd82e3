import { searchAdvertisers } from '../../../db/advertisers';
import { findListsOf } from '../../../db/recommendations';
import type { ListsOfMany } from '../../../db/recommendations';
import { MODELS } from '../../../domain/models';
import { advertiserPath, PAGES } from '../../endpoints/pages';
import { countText, quantityText } from '../format';
import { Layout, SearchForm, toHtml } from '../layout';
import type { Site } from '../layout';
import { pageForCallers } from '../page';
import type { DashboardDependencies, Page } from '../page';
import { Empty, Head, Wide } from '../parts';
import { figureOf, leadingMetric, metricText } from './model-lists';

const SHOWN = 50;

/** Advertisers by a part of their id, each with its first product of each model. */
export function advertisersPage(site: Site, { db }: Pick<DashboardDependencies, 'db'>): Page {
  return pageForCallers(PAGES.advertisers, async ({ query: { q } }, caller) => {
    const found = await searchAdvertisers(db, q, { among: caller?.advertisers, limit: SHOWN });
    const lists = await findListsOf(db, MODELS, found.ids, { date: undefined, limit: 1 });
    return {
      html: toHtml(
        <Layout site={site} title="Advertisers" current="advertisers" hasSearch>
          <h1>Advertisers</h1>
          <SearchForm id="search" value={q} />
          {found.count === 0 ? (
            <Empty>
              {q === ''
                ? 'No advertiser is known: none was active in a published run.'
                : `No id has ${JSON.stringify(q)} in it.`}
            </Empty>
          ) : (
            <>
              <p class="quiet">
                {found.count > found.ids.length
                  ? `The first ${countText(found.ids.length)} of ${countText(found.count)}, by id.`
                  : `${quantityText(found.count, 'advertiser')}.`}{' '}
                {lists.date !== null && `First products of ${lists.date}.`}
              </p>
              <Found ids={found.ids} lists={lists} />
            </>
          )}
        </Layout>,
      ),
    };
  });
}

function Found({ ids, lists: { lists } }: { readonly ids: readonly string[]; readonly lists: ListsOfMany }) {
  return (
    <Wide label="Advertisers">
      <table>
        <Head
          columns={[
            'Advertiser',
            ...MODELS.map(({ name, caption }) => ({ title: `${name}, ${caption}`, span: 2 })),
          ]}
        />
        <tbody>
          {ids.map((id) => (
            <tr>
              <th scope="row">
                <a href={advertiserPath(id)}>{id}</a>
              </th>
              {MODELS.map((model) => {
                const first = lists.get(id)?.[model.slug]?.[0];
                const leading = leadingMetric(model);
                if (first === undefined || leading === undefined) {
                  return (
                    <td colSpan={2} class="quiet">
                      no list
                    </td>
                  );
                }
                return (
                  <>
                    <td>{first.product_id}</td>
                    <td class="n">{metricText(leading, figureOf(first, leading))}</td>
                  </>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
