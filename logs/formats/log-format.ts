import type { ByteFields, RejectReason } from '../../domain/record-validation';
import type { LogName } from '../../domain/logs';
import type { ByteRange, Lake } from '../../storage/lake';
import type { InputObject } from '../input-object';
import type { LogBytesOptions } from '../log-bytes';
import type { WantedColumn } from '../sources/row-types';

/** Longest record, in bytes without its line end; a longer one is rejected unread. */
export const RECORD_MAX_BYTES = 64 * 1024;

/** How much is kept of a record that is too long, for the list of rejects. */
export const TOO_LONG_HEAD_BYTES = 1024;

/** One record of a log as its format read it: its values are not validated yet. */
export type LogRecord = {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** Its text, for the list of rejects; of a record that is too long only the first bytes. */
  readonly bytes: Buffer;
} & (
  | {
      /** Of the columns that were asked for, in their order; a null is empty. */ readonly fields: ByteFields;
    }
  | { readonly malformed: RejectReason }
);

/** What is read of an object. */
export interface RecordRequest {
  readonly log: LogName;
  readonly object: InputObject;
  readonly columns: readonly WantedColumn[];
}

/** What an object says of its records before the first of them. */
export interface LogHeader {
  readonly layout: RecordLayout;
  /** Byte at which the first record begins. */
  readonly endsAt: number;
  /** Line ends before it. */
  readonly lines: number;
}

/**
 * What a header says of the records (of CSV: which field is which column). Plain data that only the format itself
 * reads.
 */
export type RecordLayout = unknown;

/** A range of an object that is read in several. */
export interface LogSplit {
  readonly layout: RecordLayout;
  readonly range: ByteRange;
  /** Whether a record is known to begin at the range's start. */
  readonly startsAtRecord: boolean;
}

/** The bytes between which a range's records were found, and the line ends between them. */
export interface RangeEnds {
  /** Byte at which its first record begins. */
  readonly startedAt: number;
  /** Byte at which the first record left to the next range begins. */
  readonly endedAt: number;
  readonly lines: number;
}

/** A format of log objects: how they are named, and how their records are read. */
export interface LogFormat {
  /** The name by which the format is registered. */
  readonly name: string;
  /** How the names of its objects end, in lower case; names compare without case. */
  readonly suffixes: readonly string[];
  /**
   * Reads the records of a whole object, in batches. Memory is bounded, whatever the object's size.
   * @throws BadLogError when the object is not a log of this format.
   * @throws LakeObjectChangedError when the object is no longer `object`, or ends early.
   */
  readRecords(
    lake: Lake,
    request: RecordRequest,
    options: LogBytesOptions,
  ): AsyncGenerator<readonly LogRecord[]>;
  /** Present if the records of an uncompressed object can be read in ranges. */
  readonly ranges?: {
    /** Most bytes of a range, for a format whose records take few bytes; 512 MiB by default. */
    readonly rangeBytes?: number;
    /** Reads what precedes the records. @throws BadLogError */
    readHeader(lake: Lake, request: RecordRequest, options: { signal?: AbortSignal }): Promise<LogHeader>;
    /** Reads the records that begin in a range, in batches; lines are counted from where the range's records start. */
    readRange(
      lake: Lake,
      request: RecordRequest,
      split: LogSplit,
      options: LogBytesOptions,
    ): AsyncGenerator<readonly LogRecord[], RangeEnds>;
  };
}
