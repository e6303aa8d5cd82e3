import { EVENT_LOGS } from '../domain/logs';
import type { WrittenSources } from '../logs/sources/source-schema';
import { logKey, logPrefix } from '../storage/lake-keys';
import { DAY_PARTITION, isOneObject } from './sample-form';
import type { SampleForm } from './sample-form';
import { eventColumns, TIMESTAMP_COLUMN } from './text-layout';

/** The description of the event logs of a sample (`sources.json`); undefined for logs that need none. */
export function sourcesOf(form: SampleForm): WrittenSources | undefined {
  const { partitioned = false, timestamps, timeZone } = form;
  if (!partitioned && timestamps === undefined) return undefined;
  const date = partitioned
    ? { path: DAY_PARTITION }
    : { column: TIMESTAMP_COLUMN, format: timestamps === 'millis' ? 'unix_millis' : 'timestamp' };
  const entries = EVENT_LOGS.map((log) => {
    const fields = eventColumns(log, form).filter((column) => column !== TIMESTAMP_COLUMN);
    const columns = { ...Object.fromEntries(fields.map((column) => [column, column])), date };
    return [log, [{ objects: objectsGlob(log, form), columns }]];
  });
  return {
    ...(timeZone !== undefined && { timeZone }),
    logs: Object.fromEntries(entries) as WrittenSources['logs'],
  };
}

function objectsGlob(log: (typeof EVENT_LOGS)[number], form: SampleForm): string {
  if (form.partitioned === true) return `${logPrefix(log)}/${DAY_PARTITION}=*/*`;
  return isOneObject(form) ? logKey(log, form.format) : `${logPrefix(log)}/*`;
}
