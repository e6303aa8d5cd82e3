import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { createDatabase } from '../../db/database';
import { databaseFault } from '../../db/errors';
import {
  claimFence,
  findPublishedDate,
  findPublishedDates,
  publish,
  StaleAttemptError,
} from '../../db/publication';
import { findLists } from '../../db/recommendations';
import { findRun, registerRun } from '../../db/runs';
import { topCtr } from '../../domain/models/top-ctr';
import { topProducts } from '../../domain/models/top-products';
import { beginRun, newRun, publicationOf, publishLists, REPORT } from '../support/database/publications';
import type { CtrLists, ViewLists } from '../support/database/publications';
import { publishedRows } from '../support/reference/published-rows';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { createTestDatabase, TEST_DATABASE_LIMITS } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const DATE = '2024-11-29';
const OTHER_DATE = '2024-11-28';
const OLD = { views: { A: [['p1', 5]], B: [['p2', 3]] }, ctrs: { A: [['p1', 1, 4]] } } satisfies {
  views: ViewLists;
  ctrs: CtrLists;
};
const NEW = { views: { A: [['p9', 7]] }, ctrs: { B: [['p8', 1, 2]] } } satisfies {
  views: ViewLists;
  ctrs: CtrLists;
};

let database: TestDatabase;
let db: TestDatabase['db'];

beforeEach(async () => {
  database = await createTestDatabase();
  db = database.db;
});

afterEach(async () => {
  await database.drop();
});

describe('a publication', () => {
  // Fails without the DELETE (stale rows or a duplicate key), and with one that forgets the date.
  it('replaces every list of its date, and leaves the other dates', async () => {
    await publishLists(db, OTHER_DATE, OLD);
    await publishLists(db, DATE, {
      views: {
        A: [
          ['p1', 5],
          ['p2', 4],
        ],
        B: [['p2', 3]],
        C: [['p3', 1]],
      },
      ctrs: { A: [['p1', 1, 4]], C: [['p3', 1, 9]] },
    });
    await publishLists(db, DATE, NEW);
    expect(await publishedRows(db, DATE)).toEqual({
      topProducts: [['A', 1, 'p9', 7]],
      topCtr: [['B', 1, 'p8', 1, 2, 0.5]],
    });
    expect(await publishedRows(db, OTHER_DATE)).toEqual({
      topProducts: [
        ['A', 1, 'p1', 5],
        ['B', 1, 'p2', 3],
      ],
      topCtr: [['A', 1, 'p1', 1, 4, 0.25]],
    });
  });

  it('leaves nothing of the date when it has no list at all', async () => {
    await publishLists(db, DATE, OLD);
    await publishLists(db, DATE, {}, ['A']);
    expect(await publishedRows(db, DATE)).toEqual({ topProducts: [], topCtr: [] });
    expect(await findPublishedDate(db, DATE)).toMatchObject({ date: DATE });
  });

  // Fails when each list needs separate parameters (Postgres allows 65,535), or when only a first portion is written.
  it('takes 60,000 products a model', async () => {
    const advertisers = Array.from({ length: 3_000 }, (_, i) => `advertiser-${String(i)}`);
    const products = Array.from({ length: 20 }, (_, i) => i);
    await publishLists(db, DATE, {
      views: Object.fromEntries(
        advertisers.map((id, n) => [id, products.map((i) => [`p${String(i)}`, n + 100 - i] as const)]),
      ),
      ctrs: Object.fromEntries(
        advertisers.map((id) => [id, products.map((i) => [`p${String(i)}`, 1, i + 3] as const)]),
      ),
    });
    const views = await findLists(db, topProducts, DATE);
    const ctrs = await findLists(db, topCtr, DATE);
    expect([views.size, ctrs.size]).toEqual([3_000, 3_000]);
    expect(views.get('advertiser-2999')).toEqual(
      products.map((i) => ({ rank: i + 1, product_id: `p${String(i)}`, views: 2_999 + 100 - i })),
    );
    expect(ctrs.get('advertiser-0')?.at(-1)).toEqual({
      rank: 20,
      product_id: 'p19',
      clicks: 1,
      impressions: 22,
      ctr: 1 / 22,
    });
  });

  it('keeps ids byte for byte', async () => {
    const ids = ['"', "'", '\\', '{a,b}', 'NULL', ' a ', 'é', 'e\u0301', '😀', '0001', '--', '%', '$1', 'a'];
    await publishLists(db, DATE, { views: Object.fromEntries(ids.map((id) => [id, [[id, 1] as const]])) });
    const lists = await findLists(db, topProducts, DATE);
    expect([...lists.keys()]).toEqual(
      [...ids].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    for (const id of ids) expect(lists.get(id)).toEqual([{ rank: 1, product_id: id, views: 1 }]);
  });

  it('changes nothing when one of its lists is refused', async () => {
    await publishLists(db, DATE, OLD);
    const before = await publishedRows(db, DATE);
    const fence = await beginRun(db, DATE);
    const twice = publicationOf({
      ...NEW,
      ctrs: {
        A: [
          ['p1', 1, 2],
          ['p1', 1, 3],
        ],
      },
    });
    const failure: unknown = await publish(db, fence, twice).catch((error: unknown) => error);
    expect(databaseFault(failure)).toBe('permanent');
    expect(await publishedRows(db, DATE)).toEqual(before);
    expect((await findPublishedDate(db, DATE))?.token).not.toBe(fence.token);
  });

  it('records the run, its report and the advertisers that it saw active', async () => {
    await publishLists(db, '2024-11-30', { views: { A: [['p1', 1]] } });
    const published = await publishLists(db, DATE, OLD, ['idle']);
    await publishLists(db, OTHER_DATE, { views: { A: [['p1', 1]] } });
    expect(await findRun(db, published.runId)).toMatchObject({
      date: DATE,
      status: 'published',
      failure: null,
      published_at: expect.any(Date) as Date,
      finished_at: expect.any(Date) as Date,
      rows_read: REPORT.rowsRead,
      rows_kept: REPORT.rowsKept,
      rows_rejected: REPORT.rowsRejected,
      rejects: REPORT.rejects,
      inputs: REPORT.inputs,
      quality: REPORT.quality,
      totals: REPORT.totals,
    });
    expect(await db.selectFrom('advertisers').selectAll().orderBy('advertiser_id').execute()).toEqual([
      { advertiser_id: 'A' },
      { advertiser_id: 'B' },
      { advertiser_id: 'idle' },
    ]);
  });

  it('is found by its date, and a claim alone is none', async () => {
    await publishLists(db, OTHER_DATE, OLD);
    const published = await publishLists(db, DATE, OLD);
    await beginRun(db, '2024-11-30');
    expect(await findPublishedDate(db, '2024-11-30')).toBeUndefined();
    expect((await findPublishedDates(db, OTHER_DATE, '2024-12-31')).map(({ date }) => date)).toEqual([
      OTHER_DATE,
      DATE,
    ]);
    expect(await findPublishedDates(db, DATE, DATE)).toEqual([published]);
  });

  // Fails when delete, insert and the publication's row are not one transaction.
  it('is seen whole or not at all by readers, at every poll during many publications', async () => {
    const marked = (mark: number) => {
      const products = Array.from({ length: 1 + (mark % 20) }, (_, i) => `p${String(i)}`);
      const advertisers = Array.from({ length: 50 }, (_, i) => `A${String(i)}`);
      return {
        views: Object.fromEntries(advertisers.map((id) => [id, products.map((p) => [p, mark] as const)])),
        ctrs: Object.fromEntries(
          advertisers.map((id) => [id, products.map((p) => [p, mark, 1_000] as const)]),
        ),
      };
    };
    await publishLists(db, DATE, marked(1));
    const rounds = 60;
    let done = false;
    const readers = Array.from({ length: 3 }, async () => {
      const seen = new Set<number>();
      let polls = 0;
      while (!done) {
        const { rows } = await sql<{ marks: number[]; rows: number }>`
          SELECT array_agg(DISTINCT mark) AS marks, count(*) AS rows FROM (
            SELECT views AS mark FROM top_products WHERE date = ${DATE}
            UNION ALL SELECT clicks FROM top_ctr_products WHERE date = ${DATE}) AS published`.execute(db);
        const { marks, rows: count } = rows[0]!;
        const mark = marks[0]!;
        if (marks.length !== 1 || count !== 2 * 50 * (1 + (mark % 20)))
          throw new Error(`saw ${String(count)} rows of the publications ${marks.join()}`);
        seen.add(mark);
        polls++;
      }
      return { seen: seen.size, polls };
    });
    for (let mark = 2; mark <= rounds; mark++) await publishLists(db, DATE, marked(mark));
    done = true;
    const outcomes = await Promise.all(readers);
    for (const { seen, polls } of outcomes) {
      expect(seen).toBeGreaterThan(5);
      expect(polls).toBeGreaterThan(rounds);
    }
  });

  // Fails when each publication writes the advertisers that it saw active: dates would wait for each other.
  it('does not wait for who holds its advertisers, once they are known', async () => {
    await publishLists(db, OTHER_DATE, OLD, ['idle']);
    await db.transaction().execute(async (trx) => {
      await sql`SELECT FROM advertisers FOR UPDATE`.execute(trx);
      await publishLists(db, DATE, OLD, ['idle']);
    });
    expect(await findPublishedDate(db, DATE)).toBeDefined();
  });

  // Fails without an order of advertisers: two dates that insert the same ones crosswise wait for each other. They are
  // more than one statement takes, so that the dates meet in the middle.
  it('of many dates at once with the same new advertisers goes through', async () => {
    const advertisers = Array.from({ length: 24_000 }, (_, i) => `advertiser-${String(i)}`);
    const dates = Array.from({ length: 6 }, (_, i) => `2024-12-0${String(i + 1)}`);
    await Promise.all(
      dates.map((date, turn) =>
        publishLists(db, date, {}, turn % 2 === 0 ? advertisers : advertisers.toReversed()),
      ),
    );
    const { count } = await db
      .selectFrom('advertisers')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    expect(count).toBe(24_000);
  });
});

describe('the fence', () => {
  // These fail when publish does not compare its token with the row's.
  it('refuses an attempt once its successor has claimed the date', async () => {
    await publishLists(db, DATE, OLD);
    const before = await publishedRows(db, DATE);
    const stale = await beginRun(db, DATE);
    const successor = await claimFence(db, DATE, stale.runId);
    expect(successor.token).toBeGreaterThan(stale.token);
    await expectRefused(publish(db, stale, publicationOf(NEW)), [stale.token, successor.token]);
    expect(await publishedRows(db, DATE)).toEqual(before);
  });

  it('refuses an attempt that wakes after its successor has published, and no row changes', async () => {
    const stale = await beginRun(db, DATE);
    const successor = await claimFence(db, DATE, stale.runId);
    const published = await publish(db, successor, publicationOf(OLD));
    const before = await publishedRows(db, DATE);
    await expectRefused(publish(db, stale, publicationOf(NEW)), [stale.token, successor.token]);
    expect(await publishedRows(db, DATE)).toEqual(before);
    expect(await findPublishedDate(db, DATE)).toEqual(published);
  });

  // Fails without assertNewestRun.
  it('refuses an older run once a newer one is registered, both at its claim and at its publication', async () => {
    const older = newRun(DATE);
    await registerRun(db, older);
    const fence = await claimFence(db, DATE, older.runId);
    const newer = newRun(DATE);
    await registerRun(db, newer);
    await expectRefused(claimFence(db, DATE, older.runId), [older.runId, newer.runId]);
    await expectRefused(publish(db, fence, publicationOf(NEW)), [older.runId, newer.runId]);
    expect(await publishedRows(db, DATE)).toEqual({ topProducts: [], topCtr: [] });
    await publish(db, await claimFence(db, DATE, newer.runId), publicationOf(OLD));
    expect((await findPublishedDate(db, DATE))?.runId).toBe(newer.runId);
  });

  it('lets a run of another date alone', async () => {
    const fence = await beginRun(db, OTHER_DATE);
    await publishLists(db, DATE, OLD);
    await expect(publish(db, fence, publicationOf(NEW))).resolves.toMatchObject({ date: OTHER_DATE });
  });

  // Fails when the date's row is not locked: the stale attempt would go on after its successor has published.
  it('makes a successor wait while an attempt replaces the lists', async () => {
    await publishLists(db, DATE, OLD);
    const blocker = await blockListsOf(DATE);
    const first = await beginRun(db, DATE);
    const publishing = publish(db, first, publicationOf(NEW));
    await waitForBlockedStatements(1);
    const events: string[] = [];
    const claiming = claimFence(db, DATE, first.runId).then((fence) => {
      events.push('claimed');
      return fence;
    });
    await waitForBlockedStatements(2);
    events.push('released');
    await blocker.release();
    await publishing;
    await publish(db, await claiming, publicationOf(OLD));
    expect(events).toEqual(['released', 'claimed']);
    expect((await publishedRows(db, DATE)).topProducts).toHaveLength(2);
  });

  it('lets exactly one of several attempts publish that do so at once', async () => {
    const run = newRun(DATE);
    await registerRun(db, run);
    for (let round = 0; round < 10; round++) {
      const fences = await Promise.all(Array.from({ length: 4 }, () => claimFence(db, DATE, run.runId)));
      const tokens = fences.map(({ token }) => token);
      expect(new Set(tokens).size).toBe(4);
      const outcomes = await Promise.allSettled(
        fences.map((fence) =>
          publish(db, fence, publicationOf({ views: { A: [[`by-${String(fence.token)}`, 1]] } })),
        ),
      );
      const winners = fences.filter((_, i) => outcomes[i]!.status === 'fulfilled');
      const newest = Math.max(...tokens);
      expect(winners.map(({ token }) => token)).toEqual([newest]);
      expect((await publishedRows(db, DATE)).topProducts).toEqual([['A', 1, `by-${String(newest)}`, 1]]);
    }
  });

  async function expectRefused(work: Promise<unknown>, named: readonly (number | string)[]): Promise<void> {
    const failure: unknown = await work.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StaleAttemptError);
    for (const name of named) expect((failure as Error).message).toContain(String(name));
    expect((failure as Error).message).toContain('nothing was changed');
  }
});

// These also fail, with the whole process, when a connection in use has no listener for its `error` event.
describe('on a network that breaks', () => {
  let proxy: TcpProxy;
  let behind: TestDatabase['db'];

  beforeEach(async () => {
    proxy = await startTcpProxy(targetOf(database.url));
    behind = createDatabase(throughProxy(database.url, proxy), TEST_DATABASE_LIMITS);
  });

  afterEach(async () => {
    await behind.destroy();
    await proxy.stop();
  });

  // Fails when a lost answer is taken for a failure, or for a success without looking.
  it('a publication whose COMMIT was done and its answer lost is reported as published, once', async () => {
    await publishLists(db, DATE, OLD);
    const fence = await beginRun(db, DATE);
    const commits = watchCommits({ loseAnswer: true });
    const published = await publish(behind, fence, publicationOf(NEW));
    expect(commits.seen).toBe(1);
    expect(published).toEqual(await findPublishedDate(db, DATE));
    expect(published).toMatchObject({ date: DATE, runId: fence.runId, token: fence.token });
    expect((await publishedRows(db, DATE)).topProducts).toEqual([['A', 1, 'p9', 7]]);
  });

  // Fails when the outcome is looked up without waiting for the transaction's lock.
  it('a publication whose COMMIT is still under way when its connection breaks is waited for', async () => {
    await sql`
      CREATE FUNCTION slow_commit() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$`.execute(db);
    await sql`
      CREATE CONSTRAINT TRIGGER slow_commit AFTER UPDATE ON publications DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW WHEN (new.published_fence IS NOT NULL) EXECUTE FUNCTION slow_commit()`.execute(db);
    const fence = await beginRun(db, DATE);
    watchCommits({ loseAnswer: false });
    expect(await publish(behind, fence, publicationOf(NEW))).toMatchObject({ token: fence.token });
    expect((await publishedRows(db, DATE)).topProducts).toEqual([['A', 1, 'p9', 7]]);
  });

  it('a publication whose COMMIT never arrived fails as passing, and leaves the old lists', async () => {
    await publishLists(db, DATE, OLD);
    const before = await publishedRows(db, DATE);
    const fence = await beginRun(db, DATE);
    proxy.hooks = {
      toServer: (bytes, connection) => {
        if (!isCommit(bytes)) return bytes;
        proxy.hooks = {};
        connection.cut();
        return undefined;
      },
    };
    const failure: unknown = await publish(behind, fence, publicationOf(NEW)).catch(
      (error: unknown) => error,
    );
    expect(databaseFault(failure)).toBe('passing');
    expect(await publishedRows(db, DATE)).toEqual(before);
    await expect(publish(behind, fence, publicationOf(NEW))).resolves.toMatchObject({ token: fence.token });
  });

  // Fails without client_connection_check_interval: the dead client's transaction would wait with its locks.
  it('a client killed in mid-statement is rolled back, and its successor publishes within 3 s', async () => {
    await publishLists(db, DATE, OLD);
    const before = await publishedRows(db, DATE);
    const blocker = await blockListsOf(DATE);

    const dead = await beginRun(behind, DATE);
    const publishing = publish(behind, dead, publicationOf(NEW)).catch((error: unknown) => error);
    await waitForBlockedStatements(1);
    // As after SIGKILL: no client is left that could roll back or look anything up.
    await proxy.setMode('refuse');
    const cutAt = performance.now();
    const successor = await claimFence(db, DATE, dead.runId);
    expect(performance.now() - cutAt).toBeLessThan(3_000);
    expect(databaseFault(await publishing)).toBe('passing');
    expect(await publishedRows(db, DATE)).toEqual(before);

    await blocker.release();
    await publish(db, successor, publicationOf(NEW));
    expect((await publishedRows(db, DATE)).topProducts).toEqual([['A', 1, 'p9', 7]]);
  });

  it('a publication that finds the database away fails as passing', async () => {
    const fence = await beginRun(db, DATE);
    await proxy.setMode('refuse');
    const failure: unknown = await publish(behind, fence, publicationOf(NEW)).catch(
      (error: unknown) => error,
    );
    expect(databaseFault(failure)).toBe('passing');
    await proxy.setMode('pass');
    await expect(publish(behind, fence, publicationOf(NEW))).resolves.toMatchObject({ token: fence.token });
  });

  /** Counts COMMITs on their way to the server, and cuts the connection at the first. */
  function watchCommits({ loseAnswer }: { loseAnswer: boolean }): { seen: number } {
    const commits = { seen: 0 };
    let committing: unknown;
    proxy.hooks = {
      toServer: (bytes, connection) => {
        if (isCommit(bytes) && ++commits.seen === 1) {
          committing = connection;
          // The server still gets the COMMIT: only the client's connection breaks.
          if (!loseAnswer) {
            setImmediate(() => {
              connection.cutClient();
            });
          }
        }
        return bytes;
      },
      toClient: (bytes, connection) => {
        if (connection !== committing) return bytes;
        connection.cut();
        return undefined;
      },
    };
    return commits;
  }
});

function isCommit(bytes: Buffer): boolean {
  return /commit\0/i.test(bytes.toString('latin1'));
}

/** Locks rows of a date's lists, so that a statement that replaces them waits until `release`. */
async function blockListsOf(date: string): Promise<{ release(): Promise<void> }> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM top_products_lists WHERE date = $1 FOR UPDATE', [date]);
  return {
    release: async () => {
      await client.query('ROLLBACK');
      await client.end();
    },
  };
}

async function waitForBlockedStatements(count: number): Promise<void> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const { rows } = await sql<{ blocked: number }>`
      SELECT count(*) AS blocked FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`.execute(db);
    if (rows[0]!.blocked === count) return;
    if (performance.now() > deadline) throw new Error(`${String(rows[0]!.blocked)} blocked statements`);
    await sleep(20);
  }
}
