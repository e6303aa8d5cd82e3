import { createGlob } from '../../logs/sources/glob';
import type { LakeObject } from '../../storage/lake';
import { INPUT_PREFIX } from '../../storage/lake-keys';
import { SpreadObjects } from './spread-objects';

/** Objects whose keys are alike: they are described by one entry. */
export interface InputGroup {
  readonly glob: string;
  readonly count: number;
  readonly bytes: number;
  /** Some of the objects, spread over all of them. */
  readonly some: readonly LakeObject[];
}

/** Patterns of names that are told apart within a folder. */
const MAX_PATTERNS = 30;
/** Folders beside each other that are told apart. */
const MAX_FOLDERS = 30;
const EXTENSION = /(?:\.[a-z][a-z0-9]{0,7})?(?:\.(?:gz|zst|bz2|zip|xz|lz4|snappy))?$/i;
/** A part of a path that differs from object to object: a day, an hour, a number, an id. */
const VARIABLE = /^(?:\d[\d_.:T+Z-]*|[0-9a-f]{8}-[0-9a-f-]{20,})$/i;

/** Groups keys by their folders, the form of their names, and their extensions. */
export class InputGroups {
  readonly #groups = new Map<string, OpenGroup>();
  readonly #patterns = new Map<string, number>();

  add({ key, sizeBytes, etag }: LakeObject): void {
    const segments = key.slice(INPUT_PREFIX.length).split('/');
    const name = segments.pop() ?? '';
    const folder = folderPattern(segments);
    const extension = EXTENSION.exec(name)?.[0] ?? '';
    const stem = name.slice(0, name.length - extension.length);
    let pattern = namePattern(stem);
    const place = placeOf({ folder, extension });
    if (!this.#groups.has(JSON.stringify([folder, pattern, extension]))) {
      const patterns = (this.#patterns.get(place) ?? 0) + 1;
      if (patterns > MAX_PATTERNS) pattern = '*';
      this.#patterns.set(place, patterns);
    }
    const id = JSON.stringify([folder, pattern, extension]);
    const group = this.#groups.get(id) ?? new OpenGroup(folder, pattern, extension);
    this.#groups.set(id, group);
    group.objects.add({ key, sizeBytes, etag });
  }

  /**
   * The groups, in the order of their globs. In a folder, groups with one extension are one group if `isAlike` says so of
   * all of them.
   */
  async close(isAlike: (groups: readonly InputGroup[]) => Promise<boolean>): Promise<InputGroup[]> {
    const byPlace = new Map<string, OpenGroup[]>();
    const open = joinFolders([...this.#groups.values()]);
    const places = new Set(open.map(placeOf));
    for (const group of open) {
      // `a/**/*.csv` has the objects of `a/*.csv` as well.
      const below = { folder: `${group.folder}/**`, extension: group.extension };
      const place = placeOf(group.folder !== '' && places.has(placeOf(below)) ? below : group);
      byPlace.set(place, [...(byPlace.get(place) ?? []), group]);
    }
    const groups: { group: InputGroup; byName?: string }[] = [];
    for (const own of byPlace.values()) {
      const closed = own.map((group) => group.close(globOf(group)));
      const [{ folder, extension } = { folder: '', extension: '' }] = own.toSorted(
        (one, other) => other.folder.length - one.folder.length,
      );
      // At the top of input/ every log may have objects: only the form of the name tells them apart.
      if (folder !== '' && (own.length === 1 || (await isAlike(closed)))) {
        const byName = closed.length === 1 ? closed[0]?.glob : undefined;
        const group = merge(closed, `${INPUT_PREFIX}${folder}/*${extension}`);
        groups.push({ group, ...(byName !== undefined && { byName }) });
      } else groups.push(...withoutOverlap(own, closed).map((group) => ({ group })));
    }
    const all = groups.map(({ group }) => group);
    return groups
      .map(({ group, byName }) =>
        byName !== undefined && isTooWide(group, all) ? { ...group, glob: byName } : group,
      )
      .sort((one, other) => (one.glob < other.glob ? -1 : 1));
  }
}

class OpenGroup {
  readonly objects = new SpreadObjects();

  constructor(
    readonly folder: string,
    readonly pattern: string,
    readonly extension: string,
  ) {}

  close(glob: string): InputGroup {
    const { count, bytes, some } = this.objects;
    return { glob, count, bytes, some };
  }
}

/** Makes one group of the groups of very many folders beside each other, such as one for each advertiser. */
function joinFolders(groups: readonly OpenGroup[]): OpenGroup[] {
  const children = new Map<string, Set<string>>();
  for (const { folder } of groups) {
    const segments = folder.split('/');
    segments.forEach((segment, depth) => {
      const parent = segments.slice(0, depth).join('/');
      children.set(parent, (children.get(parent) ?? new Set()).add(segment));
    });
  }
  const joined = new Map<string, OpenGroup>();
  for (const group of groups) {
    const segments = group.folder.split('/');
    const folder = segments
      .map((segment, depth) => {
        const beside = children.get(segments.slice(0, depth).join('/'))?.size ?? 0;
        return beside > MAX_FOLDERS ? '*' : segment;
      })
      .join('/');
    const own = new OpenGroup(folder, group.pattern, group.extension);
    const id = JSON.stringify([folder, group.pattern, group.extension]);
    const into = joined.get(id) ?? own;
    joined.set(id, into);
    into.objects.addAll(group.objects);
  }
  return [...joined.values()];
}

function placeOf({ folder, extension }: Pick<OpenGroup, 'folder' | 'extension'>): string {
  return JSON.stringify([folder, extension]);
}

function globOf({ folder, pattern, extension }: OpenGroup): string {
  return `${INPUT_PREFIX}${folder === '' ? '' : `${folder}/`}${pattern}${extension}`;
}

function merge(groups: readonly InputGroup[], glob: string): InputGroup {
  return {
    glob,
    count: groups.reduce((sum, { count }) => sum + count, 0),
    bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
    some: groups.flatMap(({ some }) => some),
  };
}

/** Tells whether a glob matches objects of another group: `**` at the top of `input/` does. */
function isTooWide(group: InputGroup, all: readonly InputGroup[]): boolean {
  const { matches } = createGlob(group.glob);
  return all.some((other) => other !== group && other.some.some(({ key }) => matches(key)));
}

/** Makes globs of names narrower that match objects of other groups: `report-*.csv` beside `report-clicks-*.csv`. */
function withoutOverlap(open: readonly OpenGroup[], closed: readonly InputGroup[]): InputGroup[] {
  return closed.map((group, index) => {
    const own = open[index];
    if (own === undefined || !isTooWide(group, closed)) return group;
    const start = globOf(own).indexOf('*');
    const digits = commonStart(group.some.map(({ key }) => /^\d*/.exec(key.slice(start))?.[0] ?? ''));
    return { ...group, glob: `${group.glob.slice(0, start)}${digits}${group.glob.slice(start)}` };
  });
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

function folderPattern(segments: readonly string[]): string {
  const parts: string[] = [];
  for (const segment of segments) {
    const partition = /^[^=]+=/.exec(segment)?.[0];
    const part = partition === undefined ? (VARIABLE.test(segment) ? '**' : segment) : `${partition}*`;
    if (part !== '**' || parts.at(-1) !== '**') parts.push(part);
  }
  return parts.join('/');
}

/** The form of a name without its extension: `*` in place of all from its first number to its last. */
function namePattern(stem: string): string {
  const start = stem.search(/\d/);
  if (start < 0) return stem;
  const rest = /[^0-9]*$/.exec(stem)?.[0] ?? '';
  // Letters after the last number belong to an id or to a writer: `part-00000-1f3c-c000`.
  return `${stem.slice(0, start)}*${/^[a-f-]*$/i.test(rest) ? '' : rest}`;
}
