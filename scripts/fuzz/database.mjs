// The database that `npm run fuzz` asks about: a few dates, of which one was published twice, one failed and one is still open.
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

const NAME = 'fuzz';
const LIMITS = {
  applicationName: 'adtech-fuzz',
  maxConnections: 2,
  connectTimeoutMs: 10_000,
  statementTimeoutMs: 60_000,
  queryTimeoutMs: 70_000,
  lockTimeoutMs: 10_000,
  onIdleError: () => undefined,
};
/** The first is the one of the document's examples; both are in `schemathesis.toml`. */
const ADVERTISERS = ['0LPGCLF37F0AOU0239N8', 'a/b é'];
const DATES = ['2024-11-25', '2024-11-27', '2024-11-28', '2024-11-28', '2024-11-29'];

/** Makes it anew; `key` opens an API on it. */
export async function createFuzzDatabase(serverUrl) {
  const [{ createApiKey }, { createDatabase }, { migrate }, { claimFence, publish }, runs] =
    await Promise.all(
      ['api-keys', 'database', 'migrate', 'publication', 'runs'].map(
        (name) => import(`../../dist/db/${name}.js`),
      ),
    );
  const { MODELS } = await import('../../dist/domain/models/index.js');
  const { encodeStrings } = await import('../../dist/domain/string-column.js');
  const admin = new Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  await admin.query(`CREATE DATABASE ${NAME}`);
  await admin.end();
  const url = new URL(serverUrl);
  url.pathname = `/${NAME}`;
  const db = createDatabase(url.href, LIMITS);
  try {
    await migrate(db);
    const runOf = (date) => ({ date, workflowId: `recommendations-${date}T23:00:00Z`, runId: randomUUID() });
    const begin = async (date) => {
      const run = runOf(date);
      await runs.registerRun(db, run);
      return claimFence(db, date, run.runId);
    };
    for (const [i, date] of DATES.entries()) {
      const lists = MODELS.map((model) => ({ model, lists: [columns(encodeStrings, model, i)] }));
      await publish(db, await begin(date), {
        report: REPORT,
        activeAdvertisers: [...ADVERTISERS, 'idle'],
        lists,
      });
    }
    await runs.recordRunEnd(db, runOf('2024-11-26'), 'failed', FAILURE);
    await begin('2024-11-30');
    const { text } = await createApiKey(db, 'fuzz', null);
    return { url: url.href, key: text };
  } finally {
    await db.destroy();
  }
}

const FAILURE = { step: 'filterLogs', type: 'TooManyRejectedRows', message: '6 of 10 rows are malformed' };
const REPORT = {
  rowsRead: 10,
  rowsKept: 8,
  rowsRejected: 1,
  rejects: { invalid_date: 1 },
  inputs: [
    {
      key: 'input/ads_views.csv',
      etag: 'e1',
      size_bytes: 100,
      first_day: '2024-11-01',
      last_day: '2024-11-29',
    },
    { key: 'input/product_views.csv', etag: 'e2', size_bytes: 0, first_day: null, last_day: null },
  ],
  quality: { ctr_above_1: 0, clicks_without_impression: 0, advertisers_without_rows: 1 },
  totals: { views: 5, impressions: 2, clicks: 1 },
};

/** A full list for the first advertiser, one product for the other; they change with `seed`. */
function columns(encodeStrings, model, seed) {
  const lists = [20, 1].map((length) => Array.from({ length }, (_, rank) => rank));
  const ranks = lists.flat();
  const ids = {
    advertiserIds: encodeStrings(ADVERTISERS),
    productIds: encodeStrings(ranks.map((rank) => `p${(rank * (seed + 1)) % 23}`)),
    firstProducts: Int32Array.of(0, lists[0].length),
  };
  return {
    ids,
    product: Int32Array.from(ranks, (_, entry) => entry),
    metrics: Object.fromEntries(
      model.metrics.map(({ name, type }) => [
        name,
        Float64Array.from(ranks, (rank) => (type === 'integer' ? 40 - rank : 1.5 / (rank + 1))),
      ]),
    ),
  };
}
