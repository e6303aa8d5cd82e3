import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../checkout';
import type { Bench } from '../bench';
import type { ApiBench } from './api-bench';
import type { ApiFindings } from './findings';
import { createListsDatabase } from './lists-database';
import { LoadGenerator } from './load-generator';
import { measureDashboard } from './measure-dashboard';
import { measureMemory } from './measure-memory';
import { measurePublication } from './measure-publication';
import { measureRates } from './measure-rates';
import { Ours } from './ours';
import { prepareApiPeers } from './peers';
import type { ApiPeers } from './peers';
import type { ApiPlan } from './plan';
import { checkSameLists, ourAnswers } from './same-lists';

/** What the API's bench needs of the whole. */
export type ApiSurroundings = Pick<Bench, 'servers' | 'say' | 'stop'>;

/** What was found, and about whom. */
export interface ApiResults {
  readonly findings: ApiFindings;
  readonly peers: ApiPeers;
}

/** Does all measures of a plan on a new database. @throws ResultsDifferError before the first measure if contestants answer different lists */
export async function measureApi(surroundings: ApiSurroundings, plan: ApiPlan): Promise<ApiResults> {
  return withApiBench(surroundings, plan, async (bench) => {
    const answers = await ourAnswers(bench);
    const peers = await prepareApiPeers(bench, answers[0]?.bytes ?? 0);
    await checkSameLists(answers, peers.all, bench.say);
    const found: ApiFindings[] = [];
    for (const measure of plan.measures) {
      switch (measure) {
        case 'rates':
          found.push(await measureRates(bench, peers.all));
          break;
        case 'publication':
          found.push(await measurePublication(bench));
          break;
        case 'memory':
          found.push(await measureMemory(bench));
          break;
        case 'dashboard':
          found.push(await measureDashboard(bench));
      }
    }
    const findings = {
      rows: found.flatMap(({ rows }) => rows),
      goals: found.flatMap(({ goals }) => goals),
    };
    return { findings, peers };
  });
}

/** Opens everything that the measures work with, and removes it after them. */
export async function withApiBench<Result>(
  { servers, say, stop }: ApiSurroundings,
  plan: ApiPlan,
  work: (bench: ApiBench) => Promise<Result>,
): Promise<Result> {
  const folder = path.join(servers.folder, 'api');
  removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  say(`filling a database with the lists of ${plan.advertisers.toLocaleString('en')} advertisers`);
  const database = await createListsDatabase(servers, plan.advertisers);
  const load = new LoadGenerator(servers);
  try {
    const ours = await Ours.prepare(servers, database, stop);
    return await work({ plan, servers, database, ours, load, say, stop });
  } finally {
    load.stop();
    await servers.dropDatabase(database.url);
  }
}
