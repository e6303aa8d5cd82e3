import type { ColumnChunk, ColumnMetaData, CompressionCodec } from 'hyparquet';
import type { ByteRange } from '../../../storage/lake';
import { BadLogError } from '../../bad-log';
import type { Footer } from './footer';
import type { LeafColumn } from './leaf-columns';

/** The bytes of a column of a row group. */
export interface ColumnPart {
  readonly codec: CompressionCodec;
  readonly range: ByteRange;
}

/** A row group, and where its wanted columns are. */
export interface RowGroup {
  /** From 1, as the footer has it. */
  readonly number: number;
  /** Byte at which its first column begins, be it wanted or not. */
  readonly startsAt: number;
  readonly rows: number;
  /** In the order of the wanted columns. */
  readonly parts: readonly ColumnPart[];
}

/** Before it no column begins: `PAR1`. */
const FIRST_BYTE = 4;

/**
 * The row groups of an object that have rows, in the order of their bytes.
 * @throws BadLogError when a wanted column is encrypted, or is not where the footer says.
 */
export function rowGroupsOf(key: string, footer: Footer, columns: readonly LeafColumn[]): RowGroup[] {
  const groups = footer.metadata.row_groups.map((group, index): RowGroup => {
    const number = index + 1;
    const broken = (fault: string) =>
      new BadLogError(key, `row group ${String(number)} ${fault}; write and upload it again`);
    const rows = Number(group.num_rows);
    if (!(Number.isSafeInteger(rows) && rows >= 0)) throw broken(`has ${String(rows)} rows`);
    const starts = group.columns.flatMap(({ meta_data: data }) =>
      data === undefined ? [] : [startOf(data)],
    );
    const parts = columns.map((column): ColumnPart => {
      const chunk = group.columns[column.ordinal];
      assertReadable(key, chunk, column);
      const data = chunk?.meta_data;
      if (data?.path_in_schema.join('.') !== column.path.join('.')) {
        throw broken(`has no column \`${column.name}\``);
      }
      const start = startOf(data);
      const end = start + Number(data.total_compressed_size);
      if (rows > 0 && !(start >= FIRST_BYTE && end > start && end <= footer.startsAt)) {
        throw broken(`has column \`${column.name}\` beyond its data`);
      }
      return { codec: data.codec, range: { start, end } };
    });
    return { number, startsAt: starts.reduce((a, b) => Math.min(a, b), footer.startsAt), rows, parts };
  });
  const rows = groups.reduce((sum, group) => sum + group.rows, 0);
  if (rows !== Number(footer.metadata.num_rows)) {
    const says = `says ${String(footer.metadata.num_rows)} rows, its row groups have ${String(rows)}`;
    throw new BadLogError(key, `its footer ${says}; write and upload it again`);
  }
  return groups.filter((group) => group.rows > 0).sort((a, b) => a.startsAt - b.startsAt);
}

/** Where a column begins: at its dictionary, which some writers do not tell of, and others say is at 0 where there is none. */
function startOf({ dictionary_page_offset: dictionary, data_page_offset: data }: ColumnMetaData): number {
  const first = Number(data);
  const before = Number(dictionary ?? 0);
  return before >= FIRST_BYTE && before < first ? before : first;
}

function assertReadable(key: string, chunk: ColumnChunk | undefined, { name }: LeafColumn): void {
  if (chunk === undefined) return;
  if (chunk.crypto_metadata !== undefined || chunk.encrypted_column_metadata !== undefined) {
    throw new BadLogError(key, `column \`${name}\` is encrypted; write it without encryption`);
  }
  if (chunk.file_path !== undefined && chunk.file_path !== '') {
    throw new BadLogError(key, 'its rows are in other files; put those in its place');
  }
}
