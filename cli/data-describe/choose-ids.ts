import { decodeId } from '../../domain/record-validation';
import { columnsNamed } from '../../logs/sniff/column-names';
import type { EntryField } from '../../logs/sources/source-types';
import { decided, leftOpen } from './decision';
import type { Decided } from './decision';
import type { SampleColumn } from './sample-column';
import type { Table } from './table';

/** Share of the values that must be ids. */
const MIN_ID_FRACTION = 0.9;
/** Choices that are listed. */
const MAX_CHOICES = 6;
/** The rank of the field's own name, and of the names that say nothing else. */
const CERTAIN_RANK = 1;
/** From this rank on, a name only ends in a name of the field. */
const PARTIAL_RANK = 10;

/** Decides which column is an id; which one it is is never guessed where no name tells. */
export function chooseId(
  member: 'advertiser_id' | 'product_id',
  table: Table,
  taken: readonly string[],
): Decided<EntryField> {
  const free = table.columns.filter((column) => !taken.includes(column.name) && isId(column));
  if (!table.isNamed) return unnamed(member, free);
  const named = columnsNamed(
    member,
    free.map(({ name }) => name),
  );
  const [best, second] = named;
  if (best === undefined) return ofPartition(member, table) ?? unnamed(member, free);
  if (second?.rank === best.rank) {
    const alike = named.filter(({ rank }) => rank === best.rank);
    const names = alike.map(({ name }) => name);
    return leftOpen(member, `${names.join(' and ')} are named alike`, names.map(columnField));
  }
  const others = named.slice(1, 3).map(({ name }) => name);
  const rather = others.length === 0 ? '' : `; rather than ${others.join(' and ')}`;
  if (best.rank <= CERTAIN_RANK) {
    return decided('certain', member, { column: best.name }, best.name, `the name says so${rather}`);
  }
  const why =
    best.rank < PARTIAL_RANK
      ? `named as ${wordsOf(member)} often are${rather}`
      : `the end of its name says so${rather}`;
  return decided('guess', member, { column: best.name }, best.name, why);
}

/** Tells whether the values of a column may be ids. */
export function isId({ values, isTyped = false }: SampleColumn): boolean {
  if (isTyped || values.length === 0) return false;
  const ids = values.filter((value) => 'id' in decodeId(value));
  return ids.length >= MIN_ID_FRACTION * values.length;
}

/** A field of a column, as descriptions have it. */
export function columnField(column: string): EntryField {
  return { column };
}

function ofPartition(member: string, { partitions }: Table): Decided<EntryField> | undefined {
  const names = partitions.map(({ name }) => name);
  const [best] = columnsNamed(member as 'advertiser_id' | 'product_id', names);
  if (best === undefined) return undefined;
  const why = 'a partition of every key is named so, and no column is';
  return decided('guess', member, { path: best.name }, `partition ${best.name}`, why);
}

function unnamed(member: 'advertiser_id' | 'product_id', free: readonly SampleColumn[]): Decided<EntryField> {
  const described = free.slice(0, MAX_CHOICES);
  const counts = described.map(({ name, values }) => `${name} has ${String(new Set(values).size)} values`);
  const why =
    free.length === 0
      ? `no column is left that may be the ${wordOf(member)}`
      : `no name tells which column is the ${wordOf(member)}; of the rows read, ${counts.join(', ')}`;
  const choices: EntryField[] = described.map(({ name }) => columnField(name));
  if (member === 'advertiser_id') choices.push({ value: 'the advertiser of all these rows' });
  return leftOpen(member, why, choices);
}

function wordOf(member: 'advertiser_id' | 'product_id'): string {
  return member === 'advertiser_id' ? 'advertiser' : 'product';
}

function wordsOf(member: 'advertiser_id' | 'product_id'): string {
  return `${wordOf(member)}s`;
}
