import type { SchemaTree } from 'hyparquet';
import { kindOf } from '../../logs/formats/parquet/column-kinds';
import { readFooter } from '../../logs/formats/parquet/footer';
import { parquetFormat } from '../../logs/formats/parquet/parquet-format';
import { loadParquetLibrary } from '../../logs/formats/parquet/parquet-library';
import { createReadBytes } from '../../logs/formats/parquet/read-bytes';
import { isKnownName } from '../../logs/sniff/column-names';
import type { WantedColumn } from '../../logs/sources/row-types';
import type { Lake, LakeObject } from '../../storage/lake';
import type { SampleColumn } from './sample-column';

/** Columns whose values are looked at; each takes a page in memory. */
const MAX_COLUMNS = 60;

/** The columns of a Parquet object, members of structs by dotted paths, with their first values. @throws BadLogError */
export async function parquetColumns(
  lake: Lake,
  object: LakeObject,
  { maxRows, ...options }: { readonly signal: AbortSignal; readonly maxRows: number },
): Promise<{ columns: SampleColumn[]; rows: number }> {
  const library = await loadParquetLibrary();
  const { metadata } = await readFooter(library, object, createReadBytes(lake, object, options));
  const leaves = leavesOf(library.parquetSchema(metadata));
  // Names that say something first, where there are more columns than are read.
  const ordered = [...leaves].sort(
    (one, other) => Number(isKnownName(other.name)) - Number(isKnownName(one.name)),
  );
  const wanted = (leaves.length > MAX_COLUMNS ? ordered.slice(0, MAX_COLUMNS) : leaves).map(
    ({ name, use }): WantedColumn => ({ name, use }),
  );
  const columns = wanted.map(({ name, use }) => ({
    name,
    values: [] as string[],
    isTyped: use !== 'type',
    isDay: use === 'day',
  }));
  let rows = 0;
  const request = { log: 'advertiser_ids', object, columns: wanted } as const;
  for await (const records of wanted.length === 0 ? [] : parquetFormat.readRecords(lake, request, options)) {
    for (const record of records.slice(0, maxRows - rows)) {
      rows += 1;
      if ('malformed' in record) continue;
      columns.forEach(({ values }, index) => {
        const value = record.fields[index] ?? '';
        if (value !== '') values.push(value);
      });
    }
    if (rows >= maxRows) break;
  }
  return { columns, rows };
}

interface Leaf {
  readonly name: string;
  readonly use: WantedColumn['use'];
}

/** The columns that have one value a row, with the use that takes their values as they are. */
function leavesOf({ children }: SchemaTree): Leaf[] {
  return children.flatMap((child): Leaf[] => {
    const { element } = child;
    const isList =
      element.repetition_type === 'REPEATED' || ['LIST', 'MAP'].includes(element.converted_type ?? '');
    if (isList) return [];
    if (child.children.length > 0) return leavesOf(child);
    const use = useOf(child);
    return use === undefined ? [] : [{ name: child.path.join('.'), use }];
  });
}

function useOf({ element }: SchemaTree): WantedColumn['use'] | undefined {
  if (element.type === undefined) return undefined;
  switch (kindOf(element).kind) {
    case 'date':
    case 'timestamp':
      return 'day';
    case 'decimal':
    case 'double':
    case 'float':
      return 'count';
    case 'text':
    case 'uuid':
    case 'integer':
    case 'boolean':
    case 'nulls':
      return 'type';
    case 'other':
      return undefined;
  }
}
