import { dayOf } from '../../domain/execution-date';
import type { CalendarDay } from '../../domain/execution-date';
import type { EventLogName } from '../../domain/logs';
import type { Lake, LakeObject } from '../../storage/lake';
import type { StepAttempt } from '../../storage/lake-keys';
import { readLogBytes } from '../../storage/log-bytes';
import { BadLogError } from '../../storage/log-header';
import type { ColumnMap } from '../../storage/log-header';
import { loadParquetEncoder } from '../../storage/parquet';
import { encodeCounts, writeCountsPart, writeRejects } from './counts-files';
import type { EncodedCounts } from './counts-files';
import { LogScanner } from '../scan/log-scanner';
import type { ScanReport } from '../scan/log-scanner';
import type { CountsPart, RangeCounts, RangeInput } from '../plan/counted-object';
import type { LogObject } from '../../storage/log-objects';
import { WHOLE } from '../plan/shards';
import { mergeParts } from './merge-parts';
import type { TaskHooks } from './task-runner';
import { LineStartFinder, readFrom } from '../scan/range-bytes';
import { createScannerModule } from '../scan/scanner-module';

/** Bytes between two reports of progress. */
const PROGRESS_BYTES = 16 * 1024 * 1024;
const SEARCH_BYTES = 64 * 1024;

/**
 * Counts a whole object, in one go.
 * @throws BadLogError
 * @throws LakeObjectChangedError
 */
export async function countWhole(
  lake: Lake,
  { log, object, owner }: LogObject & { readonly owner: StepAttempt },
  hooks: TaskHooks = {},
): Promise<RangeCounts> {
  const scan = await startScan(lake, log, object, owner, {});
  const chunks = readLogBytes(lake, log, object, progressOptions(object.sizeBytes, hooks));
  for await (const chunk of chunks) await scan.push(chunk);
  return { ...(await scan.end()), startedAt: 0 };
}

/**
 * Counts the records that begin in a range. Where it starts at no known record, it takes the first line end for the end
 * of a record: whether that was right shows when the range before has been counted as well.
 *
 * @throws LakeObjectChangedError
 */
export async function countRange(lake: Lake, input: RangeInput, hooks: TaskHooks = {}): Promise<RangeCounts> {
  const { log, object, owner, columns, range, startsAtRecord } = input;
  const finder = startsAtRecord ? undefined : new LineStartFinder();
  // The byte before may be the line end.
  const from = startsAtRecord ? range.start : range.start - 1;
  /** Bytes in which the first line end is looked for. */
  const searched = Buffer.allocUnsafe(SEARCH_BYTES);
  let scan: RunningScan | undefined;
  let startedAt = from;
  const begin = () => startScan(lake, log, object, owner, { columns, stopAt: range.end - startedAt });
  if (finder === undefined) scan = await begin();
  const options = progressOptions(range.end - from, hooks);
  try {
    const wanted = { start: from, end: range.end };
    const space = () => scan?.space ?? searched;
    for await (const chunk of readFrom(lake, object, wanted, space, options)) {
      if (scan !== undefined) await scan.push(chunk);
      else {
        const rest = finder?.push(chunk);
        startedAt = from + (finder?.passedBytes ?? 0);
        if (rest !== undefined) {
          scan = await begin();
          await scan.push(rest);
        }
      }
      if (scan?.done === true) break;
    }
    scan ??= await begin();
    const counted = await scan.end();
    return { ...counted, startedAt, endedAt: startedAt + counted.endedAt };
  } catch (error) {
    if (!(error instanceof BadLogError)) throw error;
    const fault = { text: error.fault, line: error.line ?? null };
    return { ...NOTHING, startedAt, endedAt: startedAt, fault };
  }
}

const NOTHING = {
  records: 0,
  accepted: 0,
  rejected: 0,
  rejects: {},
  firstLines: {},
  rejectedRows: null,
  firstDay: null,
  lastDay: null,
  lines: 0,
  parts: [],
} as const;

interface RunningScan {
  readonly done: boolean;
  /** Where the next bytes may be put before they are pushed. */
  readonly space: Uint8Array;
  push(chunk: Uint8Array): Promise<void>;
  end(): Promise<Omit<RangeCounts, 'startedAt'>>;
}

async function startScan(
  lake: Lake,
  log: EventLogName,
  object: LakeObject,
  owner: StepAttempt,
  options: { columns?: ColumnMap; stopAt?: number },
): Promise<RunningScan> {
  const encode = await loadParquetEncoder();
  // One for each scan: what it has filled is given back with it.
  const module = createScannerModule();
  const waiting: EncodedCounts[] = [];
  const parts: CountsPart[] = [];
  const days = new DaySpan();
  const scanner = new LogScanner(module, log, object.key, {
    ...options,
    onTable: (table) => {
      days.include(table.rows.day);
      waiting.push(encodeCounts(encode, log, table));
    },
  });
  const writeWaiting = async () => {
    for (const encoded of waiting.splice(0)) {
      parts.push(await writeCountsPart(lake, object, owner, String(parts.length), encoded, WHOLE));
    }
  };
  return {
    get done() {
      return scanner.done;
    },
    get space() {
      return scanner.space;
    },
    push: async (chunk) => {
      scanner.push(chunk);
      await writeWaiting();
    },
    end: async () => {
      const report: ScanReport = scanner.end();
      await writeWaiting();
      const { listed, ...rest } = report;
      const rejectedRows = await writeRejects(lake, object, owner, listed);
      return {
        ...rest,
        ...days.ends,
        rejectedRows,
        parts: await mergeParts(lake, { log, object, owner }, parts),
      };
    },
  };
}

function progressOptions(bytesTotal: number, { signal, onProgress }: TaskHooks) {
  let bytesRead = 0;
  let reported = 0;
  return {
    ...(signal === undefined ? {} : { signal }),
    onBytes: (count: number) => {
      bytesRead += count;
      if (bytesRead - reported < PROGRESS_BYTES) return;
      reported = bytesRead;
      onProgress?.({ bytes_read: bytesRead, bytes_total: bytesTotal });
    },
  };
}

/** The first and the last of all days seen. */
class DaySpan {
  #first: number | undefined;
  #last: number | undefined;

  /** @param days ascending, since 1970-01-01. */
  include(days: Int32Array): void {
    const first = days[0];
    const last = days[days.length - 1];
    if (first === undefined || last === undefined) return;
    this.#first = Math.min(this.#first ?? first, first);
    this.#last = Math.max(this.#last ?? last, last);
  }

  get ends(): { firstDay: CalendarDay | null; lastDay: CalendarDay | null } {
    return { firstDay: dayOrNull(this.#first), lastDay: dayOrNull(this.#last) };
  }
}

function dayOrNull(day: number | undefined): CalendarDay | null {
  return day === undefined ? null : dayOf(day);
}
