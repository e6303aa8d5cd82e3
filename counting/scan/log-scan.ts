import type { LogBytesOptions } from '../../logs/log-bytes';
import type { InputObject, LogObject } from '../../logs/input-object';
import type { RejectReport } from '../../logs/rejects';
import type { ByteRange, Lake } from '../../storage/lake';
import type { LogHeader, LogSplit } from '../../logs/formats/log-format';
import type { IgnoredCounts } from '../../domain/ignored-counts';
import type { ObjectFault } from '../plan/counted-object';
import type { ScannerModule } from './scanner-module';
import type { CountTable } from './scanner-table';

/** Takes the counts that a scan finds, a table at a time. */
export interface CountSink {
  /** Takes a table; it is valid during the call only. The same product and day may be in several tables. */
  add(table: CountTable): void;
  /** Writes the tables so far; a scan awaits it after each piece of its input. */
  flush(): Promise<void>;
}

/** What a scan has found besides the counts. */
export interface ScanReport extends RejectReport {
  readonly records: number;
  readonly accepted: number;
  /** The sum of all counters. */
  readonly events: number;
  readonly ignored: IgnoredCounts;
  /** Line ends passed. */
  readonly lines: number;
  /** Byte at which the first record left to the next range begins; the number of bytes if there is none. */
  readonly endedAt: number;
}

/** A range of an object that is counted in several. */
export interface ObjectSplit extends LogObject, LogSplit {}

/** The byte at which a scan began, and what it found or why the object cannot be read from there. */
export type SplitReport = { readonly startedAt: number } & (
  { readonly report: ScanReport } | { readonly fault: ObjectFault }
);

/** How a whole object is counted. */
export interface ScanOptions extends LogBytesOptions {
  /** A scanner to be used again, which no other scan is using; without it a new one is made. */
  readonly module?: ScannerModule;
}

/** How the objects of a format are counted. */
export interface LogScan {
  /** Counts the records of a whole object. @throws BadLogError */
  scanWhole(lake: Lake, logObject: LogObject, sink: CountSink, options: ScanOptions): Promise<ScanReport>;
  /** How a large object is counted in ranges; absent if objects are always counted whole. */
  readonly split?: LogSplitting;
}

/** How an object is counted in ranges, side by side. */
export interface LogSplitting {
  /** The ranges of an object; one where it cannot be split or is small. */
  rangesOf(object: InputObject): ByteRange[];
  /** Reads what precedes the records. @throws BadLogError */
  readHeader(lake: Lake, logObject: LogObject, options: { signal?: AbortSignal }): Promise<LogHeader>;
  /** Counts the records that begin in a range. */
  scanSplit(lake: Lake, split: ObjectSplit, sink: CountSink, options: LogBytesOptions): Promise<SplitReport>;
}
