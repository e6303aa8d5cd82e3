import type { EventLogName } from '../domain/logs';
import type { LakeObject } from '../storage/lake';
import type { SourceEntry } from './sources/source-types';

/** How an object of a described log is read. */
export interface ObjectSource {
  readonly entry: SourceEntry;
  readonly timeZone: string;
  /** Of everything above that decides which rows the object has. */
  readonly hash: string;
}

/** An object of a log as it was when it was listed, with its description if its log has one. */
export interface InputObject extends LakeObject {
  readonly source?: ObjectSource;
}

/** One object of an event log. */
export interface LogObject {
  readonly log: EventLogName;
  readonly object: InputObject;
}
