import { isLosslessNumber, parse } from 'lossless-json';
import { ValueSplitter } from '../../logs/formats/json-lines/value-splitter';
import { toBytes } from '../../logs/sources/byte-text';
import type { SampleColumn } from './sample-column';

/** Members within members that are looked at. */
const MAX_DEPTH = 4;
/** Columns that are looked at. */
const MAX_COLUMNS = 200;

/** The members of records of JSON lines, by dotted paths. */
export function jsonColumns(
  parts: readonly Buffer[],
  maxRows: number,
): { columns: SampleColumn[]; rows: number } {
  const columns = new Map<string, string[]>();
  let rows = 0;
  const pieces = parts.flatMap((part) => new ValueSplitter().push(part).slice(0, maxRows));
  for (const { kind, bytes } of pieces) {
    if (kind !== 'value') continue;
    let record: unknown;
    try {
      record = parse(bytes.toString('utf8'));
    } catch {
      continue;
    }
    rows += 1;
    for (const [name, value] of leavesOf(record, '', 0)) {
      const values = columns.get(name) ?? [];
      if (values.length === 0 && columns.size >= MAX_COLUMNS) continue;
      columns.set(name, values);
      if (value !== '') values.push(value);
    }
  }
  return { columns: Array.from(columns, ([name, values]) => ({ name, values })), rows };
}

function* leavesOf(value: unknown, path: string, depth: number): Generator<[path: string, value: string]> {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) {
    yield [path, textOf(value)];
    return;
  }
  // No path leads into a list, and a name with a dot is no path.
  if (Array.isArray(value) || depth >= MAX_DEPTH) return;
  for (const [name, member] of Object.entries(value)) {
    if (name === '' || name.includes('.')) continue;
    yield* leavesOf(member, path === '' ? name : `${path}.${name}`, depth + 1);
  }
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return toBytes(value);
  return isLosslessNumber(value) ? value.value : JSON.stringify(value);
}
