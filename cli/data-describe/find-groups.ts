import { classifyInput, UNREAD_REMEDIES } from '../../logs/classify-input';
import type { Lake, LakeObject } from '../../storage/lake';
import { INPUT_PREFIX, SOURCES_KEY } from '../../storage/lake-keys';
import { signatureOf } from './entry-form';
import { InputGroups } from './input-groups';
import type { InputGroup } from './input-groups';
import { readSample } from './sample';
import type { Sample } from './sample';

/** Objects of a group whose first rows are read. */
const SAMPLED_OBJECTS = 5;

/** Progress of looking at a lake. */
export interface DescribeProgress {
  readonly listed: number;
  /** Groups of objects, once all are listed. */
  readonly groups?: number;
  readonly groupsRead?: number;
}

/** How a lake is looked at. */
export interface DescribeOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DescribeProgress) => void;
}

/** A group of objects with the first rows of some of them. */
export interface SampledGroup {
  readonly group: InputGroup;
  readonly samples: readonly Sample[];
  /** Objects without rows: why, in words that follow the key. */
  readonly faults: readonly { readonly key: string; readonly reason: string }[];
}

/** Lists everything below `input/`, groups it by the form of the keys, and reads the first rows of some objects of each group. */
export async function findGroups(lake: Lake, options: DescribeOptions): Promise<SampledGroup[]> {
  const groups = new InputGroups();
  const unreadable: SampledGroup[] = [];
  let listed = 0;
  for await (const object of lake.list(INPUT_PREFIX, { signal: options.signal })) {
    listed += 1;
    options.onProgress({ listed });
    const found = classifyInput(object);
    const isNoLog = found.log === undefined && UNREAD_REMEDIES[found.kind] === null;
    if (object.key === SOURCES_KEY || isNoLog) continue;
    const { key, sizeBytes, etag, fault } = object;
    if (fault === undefined) groups.add({ key, sizeBytes, etag });
    else unreadable.push(unreadableGroup(object, fault));
  }
  const sampleOf = createSampler(lake, options.signal);
  const closed = await groups.close((alike) => areAlike(alike, sampleOf));
  const sampled: SampledGroup[] = [];
  for (const group of closed) {
    options.onProgress({ listed, groups: closed.length, groupsRead: sampled.length });
    sampled.push(await sampleGroup(group, sampleOf));
  }
  return [...sampled, ...unreadable];
}

type ReadSample = (object: LakeObject) => Promise<Sample | string>;

/** Reads the first rows of objects, of each once. */
function createSampler(lake: Lake, signal: AbortSignal): ReadSample {
  const known = new Map<string, Promise<Sample | string>>();
  return (object) => {
    const before = known.get(object.key);
    if (before !== undefined) return before;
    const sample = readSample(lake, object, { signal });
    known.set(object.key, sample);
    return sample;
  };
}

async function areAlike(groups: readonly InputGroup[], sampleOf: ReadSample): Promise<boolean> {
  const signatures = new Set<string>();
  for (const { some } of groups) {
    const [first] = some;
    const sample = first === undefined ? '' : await sampleOf(first);
    signatures.add(typeof sample === 'string' ? sample : signatureOf(sample));
    if (signatures.size > 1) return false;
  }
  return true;
}

async function sampleGroup(group: InputGroup, sampleOf: ReadSample): Promise<SampledGroup> {
  const samples: Sample[] = [];
  const faults: SampledGroup['faults'][number][] = [];
  for (const object of spread(group.some)) {
    const sample = await sampleOf(object);
    if (typeof sample === 'string') faults.push({ key: object.key, reason: sample });
    else samples.push(sample);
  }
  return { group, samples, faults };
}

/** Some of the objects, the first and the last among them. */
export function spread(objects: readonly LakeObject[]): LakeObject[] {
  const count = Math.min(SAMPLED_OBJECTS, objects.length);
  return Array.from(
    { length: count },
    (_, index) => objects[count === 1 ? 0 : Math.round((index * (objects.length - 1)) / (count - 1))],
  ).filter((object) => object !== undefined);
}

function unreadableGroup({ key, sizeBytes, etag }: LakeObject, reason: string): SampledGroup {
  const group = { glob: key, count: 1, bytes: sizeBytes, some: [{ key, sizeBytes, etag }] };
  return { group, samples: [], faults: [{ key, reason }] };
}
