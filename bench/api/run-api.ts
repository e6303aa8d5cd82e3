import type { ApiOptions } from '../options';
import { profileJson, profileText } from '../profile-report';
import { describeSurroundings, jsonText } from '../report';
import { documentApi } from './document';
import { measureApi, withApiBench } from './measure-api';
import type { ApiResults, ApiSurroundings } from './measure-api';
import { API_MEASURES, createApiPlan } from './plan';
import type { ApiPlan } from './plan';
import { profileApi } from './profile-api';
import { apiJson, apiText } from './report';

/** Does what the options say, and reports it on stdout; a whole run renews its section of docs/performance.md. */
export async function runApi(
  surroundings: ApiSurroundings,
  options: ApiOptions,
  command: string,
): Promise<void> {
  const isJson = options.json === true;
  const plan = createApiPlan({
    repeats: options.repeats,
    measures: options.only,
    isQuick: options.quick === true,
  });
  if (options.profile === true) {
    const threads = await withApiBench(surroundings, plan, profileApi);
    process.stdout.write(isJson ? profileJson('Our API', threads) : threads.map(profileText).join('\n'));
    return;
  }
  const results = await measureApi(surroundings, plan);
  const { findings, peers } = results;
  const where = describeSurroundings(command, peers.versions, new Date());
  if (isWhole(plan)) documentApi(findings, peers.notes, where);
  process.stdout.write(
    isJson ? jsonText({ ...where, notes: peers.notes, ...apiJson(findings) }) : textOf(results, plan),
  );
}

/** Runs a tiny plan, as one part of a quick bench. */
export async function runQuickApi(
  surroundings: ApiSurroundings,
): Promise<{ readonly text: string; readonly json: object }> {
  const plan = createApiPlan({ repeats: 1, measures: API_MEASURES, isQuick: true });
  const results = await measureApi(surroundings, plan);
  return { text: textOf(results, plan), json: apiJson(results.findings) };
}

function isWhole({ isQuick, measures }: ApiPlan): boolean {
  return !isQuick && measures.length === API_MEASURES.length;
}

function textOf({ findings }: ApiResults, { comparedAdvertisers }: ApiPlan): string {
  return `${apiText(findings)}\nthe lists of ${comparedAdvertisers} advertisers are the same, whoever answers them\n`;
}
