import type { ByteFields } from '../../../domain/record-validation';
import type { LogFormat, LogRecord } from '../log-format';
import { NULL_CODE } from './column-rows';
import type { ColumnBatch } from './column-rows';
import { groupsIn, openParquet, readRowGroups } from './parquet-rows';
import type { ParquetObject, RowBatch } from './parquet-rows';
import type { RowGroup } from './row-groups';

/** A row takes few bytes: ranges of this size have millions of them. */
const RANGE_BYTES = 16 * 1024 * 1024;

/** Parquet: the wanted columns of its row groups. */
export const parquetFormat: LogFormat = {
  name: 'parquet',
  suffixes: ['.parquet'],

  async *readRecords(lake, { object, columns }, options) {
    const file = await openParquet(lake, { object, columns }, options);
    yield* readRecordsOf(file, file.groups);
  },

  ranges: {
    rangeBytes: RANGE_BYTES,

    async readHeader(lake, { object, columns }, options) {
      const file = await openParquet(lake, { object, columns }, options);
      return { layout: null, endsAt: groupsIn(file, { start: 0, end: 0 }).startedAt, lines: 0 };
    },

    async *readRange(lake, { object, columns }, { range }, options) {
      const file = await openParquet(lake, { object, columns }, options);
      const { groups, ...ends } = groupsIn(file, range);
      yield* readRecordsOf(file, groups);
      return ends;
    },
  },
};

/** Reads the records of row groups, in batches; rows are counted from the first of them. */
async function* readRecordsOf(
  file: ParquetObject,
  groups: readonly RowGroup[],
): AsyncGenerator<readonly LogRecord[]> {
  let row = 1;
  for await (const batch of readRowGroups(file, groups)) {
    yield recordsOf(batch, row);
    row += batch.rows;
  }
}

function recordsOf({ rows, columns }: RowBatch, firstRow: number): LogRecord[] {
  return Array.from({ length: rows }, (_, row) => {
    return new ParquetRecord(
      firstRow + row,
      columns.map((column) => textAt(column, row)),
    );
  });
}

/** The text of a row of a column. @throws RangeError for a code that its dictionary does not have. */
function textAt({ dictionary, codes, texts }: ColumnBatch, row: number): string {
  if (dictionary === undefined) return texts[row] ?? '';
  const code = codes[row] ?? NULL_CODE;
  return code === NULL_CODE ? '' : (dictionary[code] ?? '');
}

/** A row; its text, of the wanted fields, is made for a reject only. */
class ParquetRecord {
  constructor(
    readonly line: number,
    readonly fields: ByteFields,
  ) {}

  get bytes(): Buffer {
    return Buffer.from(this.fields.join(','), 'latin1');
  }
}
