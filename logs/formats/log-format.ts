import type { ByteFields } from '../../domain/record-validation';
import type { LogName } from '../../domain/logs';
import type { Lake, LakeObject } from '../../storage/lake';
import type { LogBytesOptions } from '../log-bytes';

/** One record of a log as its format read it: its values are not validated yet. */
export type LogRecord = {
  /** The line on which it begins, from 1. */
  readonly line: number;
  /** Its text, for the list of rejects; of a record that is too long only the first bytes. */
  readonly bytes: Buffer;
} & (
  | { /** By the log's columns, in their order. */ readonly fields: ByteFields }
  | { readonly malformed: 'wrong_field_count' | 'line_too_long' }
);

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
    log: LogName,
    object: LakeObject,
    options: LogBytesOptions,
  ): AsyncGenerator<readonly LogRecord[]>;
}
