import type { ByteRange, Lake, LakeObject } from '../../../storage/lake';
import type { LogBytesOptions } from '../../../storage/log-bytes';
import type { ColumnMap } from '../../../storage/log-header';
import type { LogObject } from '../../../storage/log-objects';
import type { ScanReport } from '../log-scanner';
import type { LogHeader } from '../read-header';
import type { CountTable } from '../scanner-table';

/** Takes the counts that a scan finds: advertiser, product, day, and what to add to each counter. */
export interface CountSink {
  /** Takes a batch; it is valid during the call only. The same product and day may be in several batches. */
  add(table: CountTable): void;
  /** Writes the batches so far; a scan awaits it after each piece of its input. */
  flush(): Promise<void>;
}

/** A range of an object that is counted in several. */
export interface LogSplit extends LogObject {
  readonly columns: ColumnMap;
  readonly range: ByteRange;
  /** Whether a record is known to begin at the range's start. */
  readonly startsAtRecord: boolean;
}

/** Where a scan began, in bytes, or why the object cannot be read from there. */
export type SplitReport = { readonly startedAt: number } & (
  | { readonly report: ScanReport }
  | { readonly fault: { readonly text: string; readonly line: number | null } }
);

/** A format of the objects of an event log. */
export interface LogFormat {
  readonly name: string;
  /** Whether an object is of this format, by its key. */
  matches(key: string): boolean;
  /** The ranges in which an object is counted; one where it cannot be split. */
  rangesOf(object: LakeObject): ByteRange[];
  /** Reads what precedes the records of an object that is split. @throws BadLogError */
  readHeader(lake: Lake, logObject: LogObject, options: { signal?: AbortSignal }): Promise<LogHeader>;
  /** Scans an object of one range. @throws BadLogError */
  scanWhole(lake: Lake, logObject: LogObject, sink: CountSink, options: LogBytesOptions): Promise<ScanReport>;
  /** Scans the records that begin in a range. */
  scanSplit(lake: Lake, split: LogSplit, sink: CountSink, options: LogBytesOptions): Promise<SplitReport>;
}
