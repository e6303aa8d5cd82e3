import type { LogFormat, LogRecord } from '../log-format';
import { recordAt } from './parquet-record';
import { groupsIn, openParquet, readRowGroups } from './parquet-rows';
import type { ParquetObject } from './parquet-rows';
import type { RowGroup } from './row-groups';

/** Most bytes of a range. A row takes few of them: these are millions of rows. */
export const RANGE_BYTES = 32 * 1024 * 1024;

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
    const firstRow = row;
    yield Array.from({ length: batch.rows }, (_, i) => recordAt(batch, i, firstRow + i));
    row += batch.rows;
  }
}
