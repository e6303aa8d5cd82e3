import { json } from 'node:stream/consumers';
import type { EventLogName } from '../../domain/logs';
import type { InputObject, ObjectSource } from '../../logs/input-object';
import { LakeObjectMissingError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { setKey } from '../../storage/lake-keys';
import type { StepAttempt } from '../../storage/lake-keys';
import type { BadObject, CountsPart, ObjectCounts } from '../plan/counted-object';
import type { ObjectSet } from './object-sets';

/** Which set to count, and whose files these are. */
export interface SetInput {
  readonly log: EventLogName;
  readonly id: string;
  readonly owner: StepAttempt;
}

/** What is known of a set: of each of its objects, and its counts added up. */
export interface SetCounts {
  readonly log: EventLogName;
  readonly id: string;
  /** In the order of the set, without parts: the set has them. */
  readonly objects: readonly (ObjectCounts | BadObject)[];
  readonly parts: readonly CountsPart[];
}

/** The members of a set as a file has them: a description is there once. */
interface MembersFile {
  readonly sources: readonly ObjectSource[];
  readonly objects: readonly (readonly [key: string, etag: string, sizeBytes: number, source?: number])[];
}

/** What a file tells of an object; which object it is, its place in the set tells. */
type Member = Omit<ObjectCounts, 'log' | 'object' | 'parts' | 'inline'> | Pick<BadObject, 'fault'>;

interface SetFile {
  readonly members: readonly Member[];
  readonly parts: readonly CountsPart[];
}

/** Writes down which objects a set has, for the step that counts them. */
export async function writeMembers(
  lake: Lake,
  { log, id, objects }: ObjectSet,
  options: { signal?: AbortSignal } = {},
): Promise<void> {
  const sources = new Map<string, { place: number; source: ObjectSource }>();
  const listed = objects.map(({ key, etag, sizeBytes, source }) => {
    if (source === undefined) return [key, etag, sizeBytes] as const;
    const name = JSON.stringify(source);
    const known = sources.get(name) ?? { place: sources.size, source };
    sources.set(name, known);
    return [key, etag, sizeBytes, known.place] as const;
  });
  const file: MembersFile = { sources: [...sources.values()].map(({ source }) => source), objects: listed };
  await lake.write(setKey(log, id, 'members.json'), Buffer.from(JSON.stringify(file)), options);
}

/** Reads which objects a set has. */
export async function readMembers(lake: Lake, log: EventLogName, id: string): Promise<InputObject[]> {
  const file = (await json(await lake.read(setKey(log, id, 'members.json')))) as MembersFile;
  return file.objects.map(([key, etag, sizeBytes, place]) => {
    const source = place === undefined ? undefined : file.sources[place];
    return { key, etag, sizeBytes, ...(source !== undefined && { source }) };
  });
}

/** What is known of a set; undefined when its objects have not been counted yet. */
export async function findSetCounts(
  lake: Lake,
  { log, id, objects }: Pick<ObjectSet, 'log' | 'id' | 'objects'>,
  options: { signal?: AbortSignal } = {},
): Promise<SetCounts | undefined> {
  let file: SetFile;
  try {
    file = (await json(await lake.read(setKey(log, id, 'set.json'), options))) as SetFile;
  } catch (error) {
    if (error instanceof LakeObjectMissingError) return undefined;
    throw error;
  }
  const { members, parts } = file;
  if (members.length !== objects.length) throw new Error(`set ${id} of ${log} has other members`);
  return {
    log,
    id,
    parts,
    objects: members.map((member, i) => {
      // The description as it is now: an equal one may be in another place of sources.json.
      const object = objects[i] ?? { key: '', etag: '', sizeBytes: 0 };
      return 'fault' in member ? { log, object, ...member } : { log, object, ...member, parts: [] };
    }),
  };
}

/** What the set itself tells, or its parts. */
const LEFT_OUT = { log: undefined, object: undefined, parts: undefined, inline: undefined };

/** Makes the counts of a set known. */
export async function recordSetCounts(lake: Lake, { log, id, objects, parts }: SetCounts): Promise<void> {
  const members = objects.map((one): Member => {
    if ('fault' in one) return { fault: one.fault };
    // What is undefined is not written.
    return { ...one, ...LEFT_OUT };
  });
  const file: SetFile = { members, parts };
  await lake.write(setKey(log, id, 'set.json'), Buffer.from(JSON.stringify(file)));
}
