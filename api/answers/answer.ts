import { hash } from 'node:crypto';
import type { CalendarDay } from '../../domain/execution-date';
import type { Readers } from '../endpoints/place';

/** Execution dates, both ends included; without an end, all later ones too. */
export interface DateRange {
  readonly from: CalendarDay;
  readonly to?: CalendarDay;
}

/** An answer as it is sent, to the one caller that it was made for. */
export interface Answer {
  /** JSON for programs, or a page of the dashboard. */
  readonly form: 'json' | 'page';
  readonly body: Buffer;
}

/** An answer that does not depend on the caller, as it is sent any number of times, to every caller who may read it. */
export interface SharedAnswer extends Answer {
  /** Strong: equal for equal bytes only, whichever process made them. */
  readonly etag: string;
  /** Publications of these dates change it; undefined for one that is never kept. */
  readonly dates: DateRange | undefined;
  /** How long it may be kept at most, for what publications alone do not tell; in milliseconds. */
  readonly keptForMs?: number;
  readonly readers: Readers;
  /** The route's name, for metrics. */
  readonly route: string;
}

/** What is known of a shared answer besides its bytes. */
export type About = Omit<SharedAnswer, keyof Answer | 'etag'>;

/** Makes an answer of a value, as JSON. */
export function jsonAnswer(value: unknown): Answer {
  return { form: 'json', body: bytesOf(JSON.stringify(value)) };
}

/** Makes an answer of the HTML of a page. */
export function pageAnswer(html: string): Answer {
  return { form: 'page', body: bytesOf(html) };
}

/** Makes an answer one for every caller who may read it. */
export function shareAnswer({ form, body }: Answer, about: About): SharedAnswer {
  const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
  // A text that was put together is slow to check and to write, each time anew: this one is of one piece.
  return { ...about, form, body, etag: Buffer.from(etag).toString('latin1') };
}

function bytesOf(text: string): Buffer {
  // Kept for long, so in memory that nothing else uses: one in Node's pool would keep a whole slab of up to 64 KiB.
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  body.write(text);
  return body;
}
