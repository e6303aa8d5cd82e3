import type { CalendarDay } from '../domain/execution-date';
import { LOG_COLUMNS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import { createOffsetText } from './event-times';
import type { TimestampKind } from './event-times';
import { AD_TYPES } from './pair-draws';
import { plainFormat } from './sample-form';
import type { SampleForm } from './sample-form';

/** The column of instants, in place of the one of days. */
export const TIMESTAMP_COLUMN = 'timestamp';
/** Marks where the instant of a row goes. */
export const INSTANT_MARK = '\0';

/** The texts around the ids of the rows of an event log. */
export interface TextLayout {
  /** The first line of an object; empty for JSON lines. */
  readonly header: string;
  /** Before the advertiser. */
  readonly opening: string;
  /** Between the advertiser and the product. */
  readonly between: string;
  /** After the product, with its line end, and with `INSTANT_MARK` if rows have an instant. @param type ordinal in `AD_TYPES` */
  readonly closing: (type: number, day: CalendarDay) => string;
  /** The text of an instant, in milliseconds since 1970. */
  readonly instant: (instantMs: number) => string;
}

/** The layout of an event log as CSV or JSON lines. */
export function textLayout(log: EventLogName, form: SampleForm): TextLayout {
  const { partitioned = false, timestamps, timeZone = 'UTC' } = form;
  const isJson = plainFormat(form) === 'jsonl';
  const field = (name: string, value: string, quote = '"') =>
    isJson ? `,"${name}":${quote}${value}${quote}` : `,${value}`;
  const dayField = (day: CalendarDay) => {
    if (partitioned) return '';
    if (timestamps === undefined) return field('date', day);
    return field(TIMESTAMP_COLUMN, INSTANT_MARK, timestamps === 'millis' ? '' : '"');
  };
  return {
    header: isJson ? '' : csvHeader(eventColumns(log, form)),
    opening: isJson ? '{"advertiser_id":"' : '',
    between: isJson ? '","product_id":"' : ',',
    closing: (type, day) => {
      const event = log === 'ads_views' ? field('type', AD_TYPES[type] ?? '') : '';
      return `${isJson ? '"' : ''}${event}${dayField(day)}${isJson ? '}' : ''}\n`;
    },
    instant: instantText(timestamps, timeZone),
  };
}

/** The columns of an event log: its day may be a partition of the key, or an instant. */
export function eventColumns(log: EventLogName, { partitioned = false, timestamps }: SampleForm): string[] {
  return LOG_COLUMNS[log].flatMap((column) => {
    if (column !== 'date') return [column];
    return partitioned ? [] : [timestamps === undefined ? column : TIMESTAMP_COLUMN];
  });
}

/** The first line of CSV with these columns. */
export function csvHeader(columns: readonly string[]): string {
  return `${columns.join(',')}\n`;
}

function instantText(kind: TimestampKind | undefined, timeZone: string): (instantMs: number) => string {
  if (kind === 'millis') return String;
  if (kind === 'offset') return createOffsetText(timeZone);
  return (instantMs) => new Date(instantMs).toISOString();
}
