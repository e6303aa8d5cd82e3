import type { EventLogName } from '../../../domain/logs';
import type { LogObject } from '../../../logs/input-object';
import type { SourceEntry } from '../../../logs/sources/source-types';

/** What a test says of an entry. */
export type DescribedEntry = Pick<SourceEntry, 'columns' | 'types'> & Partial<Pick<SourceEntry, 'csv'>>;

/** An object that is read by an entry. */
export function describedObject(
  entry: DescribedEntry,
  {
    log = 'ads_views',
    timeZone = 'UTC',
    key = 'input/log.csv',
  }: { readonly log?: EventLogName; readonly timeZone?: string; readonly key?: string } = {},
): LogObject {
  const source = {
    entry: { at: `$.logs.${log}[0]`, objects: key, csv: { delimiter: ',' }, ...entry },
    timeZone,
    hash: 'h',
  };
  return { log, object: { key, sizeBytes: 1, etag: 'e', source } };
}
