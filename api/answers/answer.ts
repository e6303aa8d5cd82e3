import { hash } from 'node:crypto';
import type { CalendarDay } from '../../domain/execution-date';

/** Execution dates, both ends included; without an end, all later ones too. */
export interface DateRange {
  readonly from: CalendarDay;
  readonly to?: CalendarDay;
}

/** An answer as it is sent, any number of times. */
export interface Answer {
  readonly body: Buffer;
  /** Strong: equal for equal bytes only, whichever process made them. */
  readonly etag: string;
  /** Publications of these dates change it; undefined for one that is never kept. */
  readonly dates: DateRange | undefined;
  /** Whose data it is; undefined for that of all advertisers. */
  readonly advertiser: string | undefined;
  /** The route's name, for metrics. */
  readonly route: string;
}

/** Makes an answer of a value, as JSON. */
export function createAnswer(value: unknown, about: Omit<Answer, 'body' | 'etag'>): Answer {
  const body = Buffer.from(JSON.stringify(value));
  const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
  // A text that was put together is slow to check and to write, each time anew: this one is of one piece.
  return { ...about, body, etag: Buffer.from(etag).toString('latin1') };
}
