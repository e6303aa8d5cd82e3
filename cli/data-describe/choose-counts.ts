import { columnsNamed } from '../../logs/sniff/column-names';
import { readCount } from '../../logs/sources/read-count';
import { SOURCE_COUNTERS } from '../../logs/sources/source-types';
import type { EntryField, SourceCounter, SourceLog } from '../../logs/sources/source-types';
import { columnField } from './choose-ids';
import { decided, leftOpen } from './decision';
import type { Decided } from './decision';
import type { SampleColumn } from './sample-column';
import type { Table } from './table';

/** Share of the values that must be counts. */
const MIN_COUNT_FRACTION = 0.9;
/** From this rank on, a name only ends in a name of the field. */
const PARTIAL_RANK = 10;

/** Decides which columns are counts of a log. None are found in a log whose rows are events. */
export function chooseCounts(
  log: SourceLog,
  table: Table,
  taken: readonly string[],
): { readonly counter: SourceCounter; readonly field: Decided<EntryField> }[] {
  if (!table.isNamed) return [];
  const free = table.columns.filter((column) => !taken.includes(column.name) && isCount(column));
  const names = free.map(({ name }) => name);
  const found = SOURCE_COUNTERS[log].flatMap((counter) => {
    const named = columnsNamed(counter, names);
    const [best] = named;
    if (best === undefined) return [];
    const alike = named.filter(({ rank }) => rank === best.rank).map(({ name }) => name);
    if (alike.length > 1) {
      const why = `${alike.join(' and ')} are named alike`;
      return [{ counter, field: leftOpen(counter, why, alike.map(columnField)) }];
    }
    const sure = best.rank < PARTIAL_RANK ? 'certain' : 'guess';
    const why =
      sure === 'certain'
        ? 'the name says so, and the values are whole numbers'
        : 'the end of its name says so';
    return [{ counter, field: decided(sure, counter, columnField(best.name), best.name, why) }];
  });
  const isOneAd =
    log === 'ads_views' &&
    found.length > 0 &&
    found.every(({ counter, field }) => counter !== 'impressions' && isFlag(columnOf(field, free)));
  if (!isOneAd) return found;
  const why = 'each row seems to be one ad shown: the counts of its clicks and conversions are 0 or 1 only';
  const one = decided('guess', 'impressions', { value: '1' }, 'the constant 1', why);
  return [{ counter: 'impressions', field: one }, ...found];
}

function isCount({ values }: SampleColumn): boolean {
  if (values.length === 0) return false;
  return values.filter((value) => readCount(value) >= 0).length >= MIN_COUNT_FRACTION * values.length;
}

function columnOf(
  { value }: Decided<EntryField>,
  columns: readonly SampleColumn[],
): SampleColumn | undefined {
  return columns.find(({ name }) => value !== undefined && 'column' in value && value.column === name);
}

function isFlag(column: SampleColumn | undefined): boolean {
  return column?.values.every((value) => readCount(value) <= 1) ?? false;
}
