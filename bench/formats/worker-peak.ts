import { linkSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { removeFolder } from '../checkout';
import type { LakeFolder } from '../logs';
import { LAST_LOG_DAY } from '../plan';
import { Trial } from '../system';
import type { TrialBench } from '../system';
import type { FormatInput, FormatInputs } from './format-inputs';
import { logsOf } from './plan';
import type { FormatPlan } from './plan';

/** What measuring the memory works with. */
export interface PeakBench extends Pick<TrialBench, 'servers' | 'lists' | 'stop'> {
  readonly plan: FormatPlan;
  readonly folder: string;
  readonly inputs: FormatInputs;
}

/** The peak of a worker that counts an input, of a new whole system; undefined where it cannot be measured. */
export async function workerPeakMb(bench: PeakBench, input: FormatInput): Promise<number | undefined> {
  // A whole system has all logs: the active list, and for an input of one log the other.
  const { inputs, servers, lists, stop, plan } = bench;
  const plain = await inputs.find('csv');
  const missing = (['advertiser_ids', 'product_views'] as const)
    .filter((log) => !(logsOf(input.name) as readonly string[]).includes(log))
    .map((log) => `${log}.csv`);
  let peak: number | undefined;
  const logs = { openLake: () => linkedLake(path.join(bench.folder, 'format-lake'), input, plain, missing) };
  await Trial.run(
    { plan: { dates: [LAST_LOG_DAY] }, logs, servers, lists, stop },
    { key: input.name, size: plan.size, folder: input.folder },
    async (trial) => {
      peak = (await trial.count()).workerPeakMb;
    },
  );
  return peak;
}

/** A lake with hard links to the objects of an input, and to the logs that it lacks. */
function linkedLake(
  folder: string,
  input: FormatInput,
  plain: FormatInput,
  missing: readonly string[],
): LakeFolder {
  removeFolder(folder);
  mkdirSync(path.join(folder, 'input'), { recursive: true });
  const link = (from: string, name: string) => {
    linkSync(path.join(from, 'input', name), path.join(folder, 'input', name));
  };
  const own = readdirSync(path.join(input.folder, 'input'));
  for (const name of own) link(input.folder, name);
  const has = (name: string) => own.some((other) => other.startsWith(name.replace('csv', '')));
  for (const name of missing) if (!has(name)) link(plain.folder, name);
  return {
    folder,
    url: pathToFileURL(folder).href,
    files: { advertiser_ids: [], product_views: [], ads_views: [] },
    remove: () => {
      removeFolder(folder);
    },
  };
}
