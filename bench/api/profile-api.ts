import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { removeFolder } from '../checkout';
import { readProfiles } from '../profile';
import type { ThreadProfile } from '../profile';
import { hotAdvertisers } from './api-bench';
import type { ApiBench } from './api-bench';
import { pathOf } from './contestant';
import { shuffled } from './random';
import { runRound } from './round';

/**
 * Profiles the API with V8's profiler, first answering cached lists, then uncached ones in a second process. The
 * profiles also contain the profiler itself, and the start and end of the process.
 */
export async function profileApi(bench: ApiBench): Promise<ThreadProfile[]> {
  const { database } = bench;
  return [
    ...(await profileWorkload(bench, 'hot', hotAdvertisers(bench), false)),
    ...(await profileWorkload(bench, 'cold', shuffled(database.advertisers), true)),
  ];
}

async function profileWorkload(
  bench: ApiBench,
  name: string,
  advertisers: readonly string[],
  isWalk: boolean,
): Promise<ThreadProfile[]> {
  const { ours, plan, say, servers } = bench;
  const folder = path.join(servers.folder, 'api', 'profiles', name);
  removeFolder(folder);
  mkdirSync(folder, { recursive: true });
  say(`profiling our API, ${name}`);
  const running = await ours.start({ nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`] });
  try {
    const asks = advertisers.map((advertiser) => ({ path: pathOf(advertiser) }));
    const round = { asks, isWalk, seconds: plan.measuredSeconds, checksMarks: false };
    await runRound(bench, `ours, ${name}`, running, round);
  } finally {
    await running.stop();
  }
  return readProfiles(folder).map((profile) => ({ ...profile, name: `${name}, ${profile.name}` }));
}
