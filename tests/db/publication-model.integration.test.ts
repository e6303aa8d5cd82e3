import fc from 'fast-check';
import { claimFence, publish, StaleAttemptError } from '../../db/publication';
import type { Fence } from '../../db/publication';
import { findListsOf } from '../../db/recommendations';
import { registerRun } from '../../db/runs';
import { MODELS } from '../../domain/models';
import { SEED } from '../support/jest/property';
import { newRun, publicationOf } from '../support/database/publications';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/*
 * Runs of one date, their attempts and readers in any order, against a model of a few lines. Must fail when the fence or the
 * order of runs is not looked at, when lists and their publication are two transactions, or when a reader asks twice.
 */

const DATE = '2024-11-29';
const ADVERTISERS = ['A', 'B', 'C'];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Lists in which each figure tells who published it; every other version leaves an advertiser out. */
function versionOf(version: number) {
  const active = ADVERTISERS.filter((_, i) => i !== version % 4);
  return publicationOf(
    {
      views: Object.fromEntries(active.map((one) => [one, [['p', version] as const]])),
      ctrs: Object.fromEntries(active.map((one) => [one, [['p', version, 100_000] as const]])),
    },
    ADVERTISERS,
  );
}

/** The version that a reader sees, 0 where nothing is published. @throws Error when it is a mixture. */
async function readVersion(): Promise<number> {
  const { lists } = await findListsOf(database.db, MODELS, ADVERTISERS, { date: DATE, limit: 20 });
  const seen = ADVERTISERS.map((advertiser) => {
    const { top_products = [], top_ctr = [] } = lists.get(advertiser) ?? {};
    return [top_products.map((entry) => entry['views']), top_ctr.map((entry) => entry['clicks'])];
  });
  const [version = 0] = seen.flat(2).map(Number);
  if (version === 0) {
    expect(seen.flat(2)).toEqual([]);
    return 0;
  }
  expect(seen).toEqual(ADVERTISERS.map((_, i) => (i === version % 4 ? [[], []] : [[version], [version]])));
  return version;
}

interface Model {
  runs: number;
  /** The newest token is of this attempt. */
  claimed: number;
  published: number;
}

interface Attempt {
  readonly run: number;
  readonly fence: Fence;
}

class Real {
  readonly runs: string[] = [];
  readonly attempts: Attempt[] = [];
}

/** A run of the date begins. */
class Begin implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model, real: Real): Promise<void> {
    const run = newRun(DATE);
    await registerRun(database.db, run);
    real.runs.push(run.runId);
    model.runs++;
  }
  toString = () => 'begin';
}

/** An attempt of a run, newest or not, takes the fence. */
class Claim implements fc.AsyncCommand<Model, Real> {
  constructor(readonly back: number) {}
  check = ({ runs }: Readonly<Model>) => runs > this.back;
  async run(model: Model, real: Real): Promise<void> {
    const run = real.runs.length - 1 - this.back;
    const claimed = claimFence(database.db, DATE, real.runs[run] ?? '');
    if (this.back > 0) return expect(claimed).rejects.toBeInstanceOf(StaleAttemptError);
    real.attempts.push({ run, fence: await claimed });
    model.claimed = real.attempts.length;
  }
  toString = () => `claim(${String(this.back)} back)`;
}

/** An attempt, stale or not, publishes; its number is what it publishes. */
class Publish implements fc.AsyncCommand<Model, Real> {
  constructor(readonly back: number) {}
  check = ({ claimed }: Readonly<Model>) => claimed > this.back;
  async run(model: Model, real: Real): Promise<void> {
    const number = real.attempts.length - this.back;
    const attempt = real.attempts[number - 1]!;
    const published = publish(database.db, attempt.fence, versionOf(number));
    if (number < model.claimed || attempt.run < model.runs - 1)
      return expect(published).rejects.toBeInstanceOf(StaleAttemptError);
    await published;
    model.published = number;
  }
  toString = () => `publish(${String(this.back)} back)`;
}

/** A reader asks. */
class Read implements fc.AsyncCommand<Model, Real> {
  check = () => true;
  async run(model: Model): Promise<void> {
    expect(await readVersion()).toBe(model.published);
  }
  toString = () => 'read';
}

async function forget(): Promise<void> {
  const { db } = database;
  await db.updateTable('publications').set({ run_id: null }).execute();
  for (const table of ['publications', 'runs', 'top_products_lists', 'top_ctr_lists'] as const)
    await db.deleteFrom(table).execute();
}

it(`runs, stale attempts and readers in any order are as the model says; seed ${String(SEED)}`, async () => {
  const back = fc.integer({ min: 0, max: 2 });
  const commands = fc.commands(
    [
      fc.constant(new Begin()),
      back.map((count) => new Claim(count)),
      back.map((count) => new Publish(count)),
      fc.constant(new Publish(0)),
      fc.constant(new Read()),
    ],
    { maxCommands: 25, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(commands, async (script) => {
      await forget();
      const setup = () => ({ model: { runs: 0, claimed: 0, published: 0 }, real: new Real() });
      await fc.asyncModelRun(setup, script);
    }),
    { seed: SEED, numRuns: 60 },
  );
});

it(`attempts that publish at the same time never mix, and the newest remains; seed ${String(SEED)}`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 2, max: 4 }), async (scheduler, count) => {
      await forget();
      const run = newRun(DATE);
      await registerRun(database.db, run);
      const fences: Fence[] = [];
      const publishNext = async (number: number) => {
        await publish(database.db, fences[number - 1]!, versionOf(number)).catch((error: unknown) => {
          expect(error).toBeInstanceOf(StaleAttemptError);
        });
      };
      const work: Promise<unknown>[] = [];
      for (let number = 1; number <= count; number++) {
        fences.push(await claimFence(database.db, DATE, run.runId));
        // The scheduler decides in which order they set out; none waits for the one before.
        work.push(
          scheduler.schedule(Promise.resolve(), `publish ${String(number)}`).then(() => publishNext(number)),
        );
        work.push(scheduler.schedule(Promise.resolve(), `read ${String(number)}`).then(readVersion));
      }
      await scheduler.waitIdle();
      await Promise.all(work);
      expect(await readVersion()).toBe(count);
    }),
    { seed: SEED, numRuns: 40 },
  );
});
