import type { FileMetaData, SchemaElement, SchemaTree } from 'hyparquet';
import { BadLogError } from '../../bad-log';
import type { WantedColumn } from '../../sources/row-types';
import { dayNumbersOf } from './day-numbers';
import type { DayNumbers } from './day-numbers';
import type { ParquetLibrary } from './parquet-library';
import { createTextOf, faultInUse } from './value-texts';
import type { TextOf } from './value-texts';

/** A column with values, and what is wanted of it. */
export interface LeafColumn {
  /** As it was asked for, for messages. */
  readonly name: string;
  /** The names that lead to it. */
  readonly path: readonly string[];
  /** Among the columns of a row group. */
  readonly ordinal: number;
  readonly element: SchemaElement;
  /** The definition level of a value that is not null. */
  readonly maxLevel: number;
  readonly textOf: TextOf;
  /** Where its values are read as numbers instead. */
  readonly dayNumbers: DayNumbers | undefined;
}

const SHOWN_NAMES_LENGTH = 200;

/**
 * Finds columns by name: a column of the top level, or else a member of structs by its dotted path.
 * @throws BadLogError when one is missing, there twice, in a list, or of a type that cannot be used so.
 */
export function findLeafColumns(
  { parquetSchema }: ParquetLibrary,
  metadata: FileMetaData,
  { key, columns }: { readonly key: string; readonly columns: readonly WantedColumn[] },
): LeafColumn[] {
  const root = parquetSchema(metadata);
  const leaves = leavesOf(root);
  const faults: string[] = [];
  const found = columns.flatMap((column): LeafColumn[] => {
    const paths = pathsTo(root.children, column.name);
    const [path] = paths;
    const fault =
      path === undefined || paths.length > 1 ? faultInNumber(column, paths) : faultIn(column, path);
    if (fault !== undefined) faults.push(fault);
    const leaf = path?.at(-1);
    if (fault !== undefined || path === undefined || leaf === undefined) return [];
    return [
      {
        name: column.name,
        path: leaf.path,
        ordinal: leaves.indexOf(leaf),
        element: leaf.element,
        maxLevel: path.filter(({ element }) => element.repetition_type !== 'REQUIRED').length,
        textOf: createTextOf(leaf.element, column.use),
        dayNumbers: column.use === 'day' ? dayNumbersOf(leaf.element) : undefined,
      },
    ];
  });
  if (faults.length === 0) return found;
  const names = leaves.map(({ path }) => JSON.stringify(path.join('.').slice(0, 40))).join(', ');
  throw new BadLogError(key, `${faults.join('; ')}; its columns are ${names.slice(0, SHOWN_NAMES_LENGTH)}`);
}

function leavesOf(node: SchemaTree): SchemaTree[] {
  if (node.children.length > 0) return node.children.flatMap(leavesOf);
  return node.element.type === undefined ? [] : [node];
}

/** All nodes of a name among these and below them, each with those that lead to it. */
function pathsTo(nodes: readonly SchemaTree[], name: string): SchemaTree[][] {
  const exact = nodes.filter(({ element }) => element.name === name);
  if (exact.length > 0) return exact.map((node) => [node]);
  return nodes
    .filter(({ element, children }) => children.length > 0 && name.startsWith(`${element.name}.`))
    .flatMap((node) =>
      pathsTo(node.children, name.slice(node.element.name.length + 1)).map((below) => [node, ...below]),
    );
}

function faultInNumber({ name }: WantedColumn, paths: readonly SchemaTree[][]): string {
  return paths.length === 0
    ? `column \`${name}\` is missing`
    : `column \`${name}\` is there ${String(paths.length)} times`;
}

function faultIn(column: WantedColumn, path: readonly SchemaTree[]): string | undefined {
  const { name } = column;
  const leaf = path.at(-1);
  if (leaf === undefined) return undefined;
  const isList = ({ element }: SchemaTree) =>
    element.repetition_type === 'REPEATED' || ['LIST', 'MAP'].includes(String(element.converted_type));
  if (path.some(isList)) return `column \`${name}\` is a list or in one; write one value for each row`;
  const [member] = leaf.children;
  if (member !== undefined) {
    return `column \`${name}\` is a struct; name a member of it, such as \`${name}.${member.element.name}\``;
  }
  return leaf.element.type === undefined
    ? `column \`${name}\` has no values`
    : faultInUse(column, leaf.element);
}
