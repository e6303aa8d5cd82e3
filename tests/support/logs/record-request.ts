import type { EventLogName, LogName } from '../../../domain/logs';
import type { RecordRequest } from '../../../logs/formats/log-format';
import type { InputObject, LogObject } from '../../../logs/input-object';
import { openRowReader } from '../../../logs/open-row-reader';

/** What counting reads of an object. */
export function requestOf(log: LogName, object: InputObject): RecordRequest {
  return { log, object, columns: openRowReader(log, object).columns };
}

/** An object of which only the key matters. */
export function logObjectOf(log: EventLogName, key: string): LogObject {
  return { log, object: { key, sizeBytes: 1, etag: 'e' } };
}
