import type { LogObject } from '../../logs/input-object';
import { addRejects } from '../../logs/rejects';
import { zoneDataOf } from '../../logs/zone-data';
import type { Lake } from '../../storage/lake';
import { foundRows } from '../plan/counted-object';
import type { InlineCounts, ObjectCounts } from '../plan/counted-object';
import type { CountSink } from '../scan/log-scan';
import type { ScannerModule } from '../scan/scanner-module';
import { scanOf } from '../scan/scans';
import { assertNothingLost, openObject } from './count-object';
import { DaySpan } from './day-span';
import { writeRejects } from './counts-files';
import { toInline } from './inline-counts';
import type { Owned } from './merge-parts';
import { recordObjectCounts } from './object-counts';

/** Most rows that are kept with the figures of an object; counts with more are files. */
const INLINE_ROWS = 20_000;

/** Lets a scan have a scanner that no other one is using meanwhile; it may have been used before. */
export type InTurn = <Result>(scan: (module: ScannerModule) => Promise<Result>) => Promise<Result>;

/**
 * Counts a small object, and records its counts and figures in one file.
 *
 * @throws BadLogError when it cannot be read, which is not recorded here.
 */
export async function countSmall(
  lake: Lake,
  { log, object, owner }: Owned<LogObject>,
  inTurn: InTurn,
): Promise<ObjectCounts> {
  const tables: InlineCounts[] = [];
  const days = new DaySpan();
  let rows = 0;
  let counted = 0;
  const sink: CountSink = {
    add: (table) => {
      rows += table.rows.day.length;
      counted += table.events;
      days.include(table.rows.day);
      if (rows <= INLINE_ROWS) tables.push(toInline(table));
    },
    flush: () => Promise.resolve(),
  };
  const report = await inTurn((module) => scanOf(object).scanWhole(lake, { log, object }, sink, { module }));
  const [inline = NO_COUNTS, another] = tables;
  if (rows > INLINE_ROWS || another !== undefined) {
    const opened = await openObject(lake, { log, object, owner });
    if ('plan' in opened) throw new Error(`${object.key}: a small object has ranges`);
    return opened.counted;
  }
  const { listed, accepted, events, ignored, records, rejected, rejects, firstLines } = report;
  const counts: ObjectCounts = {
    log,
    object,
    records,
    rejected,
    rejects: addRejects([rejects]),
    firstLines,
    ...foundRows({ accepted, events, ignored }),
    ...days.ends,
    rejectedRows: await writeRejects(lake, object, owner, listed),
    ...zoneDataOf(object),
    parts: [],
    inline,
  };
  assertNothingLost(counts, counted);
  await recordObjectCounts(lake, counts);
  return counts;
}

const NO_COUNTS: InlineCounts = { advertisers: [], products: [], day: [], product: [], counters: [] };
