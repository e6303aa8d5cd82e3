import { LOG_COUNTERS } from '../../domain/logs';
import type { EventLogName } from '../../domain/logs';
import { encodeParquetGroups, PACKED_ROW_GROUP_ROWS } from '../../storage/parquet';
import { sumOfAll } from '../columns/count-rows';
import type { CountRows, DayRows } from '../columns/count-rows';
import { MAX_NARROW } from '../columns/counter-columns';
import { RowColumns } from '../columns/row-columns';
import { countColumns } from './counts-files';
import type { EncodedRows } from './counts-files';

/**
 * Lays merged rows out as Parquet, a row group at a time; memory grows with the bytes of the file only.
 * @param most how many rows there are at most.
 * @param merge begins the merge, from its first day; again where a counter turns out to need a wide column.
 */
export async function encodeMerged(
  log: EventLogName,
  most: number,
  merge: () => AsyncIterable<DayRows>,
): Promise<EncodedRows> {
  const groupRows = Math.min(most, PACKED_ROW_GROUP_ROWS);
  const wide = new Set<number>();
  for (;;) {
    const known = wide.size;
    const encoded = await encodeWith(log, rowGroups(LOG_COUNTERS[log].length, groupRows, merge()), wide);
    if (wide.size === known) return encoded;
  }
}

/** Lays rows out with wide columns for these counters; stops, and adds to them, where another one needs that. */
async function encodeWith(
  log: EventLogName,
  groups: AsyncIterable<CountRows>,
  wide: Set<number>,
): Promise<EncodedRows> {
  let rows = 0;
  let events = 0;
  let firstDay = 0;
  let lastDay = 0;
  const known = wide.size;
  async function* columnsOfGroups() {
    for await (const group of groups) {
      group.counters.forEach((counter, c) => {
        if (counter instanceof Float64Array && counter.some((count) => count > MAX_NARROW)) wide.add(c);
      });
      if (wide.size > known) return;
      if (rows === 0) firstDay = group.day[0] ?? 0;
      lastDay = group.day.at(-1) ?? lastDay;
      rows += group.day.length;
      events += sumOfAll(group.counters);
      yield countColumns(log, group, wide);
    }
  }
  const pieces: Uint8Array[] = [];
  for await (const piece of encodeParquetGroups(columnsOfGroups())) pieces.push(piece);
  return { pieces, rows, events, firstDay, lastDay };
}

/** The rows of days in row groups, one at least. */
async function* rowGroups(
  counters: number,
  groupRows: number,
  days: AsyncIterable<DayRows>,
): AsyncGenerator<CountRows> {
  const open = () => new RowColumns(counters, groupRows);
  let group = open();
  let isFirst = true;
  for await (const rows of days) {
    for (let start = 0; start < rows.product.length;) {
      const end = Math.min(rows.product.length, start + groupRows - group.length);
      group.add(rows, start, end);
      start = end;
      if (group.length < groupRows) continue;
      yield group.finish();
      isFirst = false;
      group = open();
    }
  }
  if (group.length > 0 || isFirst) yield group.finish();
}
