import { hash } from 'node:crypto';
import type { CalendarDay } from '../../domain/execution-date';

/** Execution dates, both ends included; without an end, all later ones too. */
export interface DateRange {
  readonly from: CalendarDay;
  readonly to?: CalendarDay;
}

/** An answer as it is sent, any number of times. */
export interface Answer {
  /** JSON for programs, or a page of the dashboard. */
  readonly form: 'json' | 'page';
  readonly body: Buffer;
  /** Strong: equal for equal bytes only, whichever process made them. */
  readonly etag: string;
  /** Publications of these dates change it; undefined for one that is never kept. */
  readonly dates: DateRange | undefined;
  /** How long it may be kept at most, for what publications alone do not tell; in milliseconds. */
  readonly keptForMs?: number;
  /** Whose data it is; undefined for that of all advertisers. */
  readonly advertiser: string | undefined;
  /** The route's name, for metrics. */
  readonly route: string;
}

type About = Omit<Answer, 'form' | 'body' | 'etag'>;

/** Makes an answer of a value, as JSON. */
export function createAnswer(value: unknown, about: About): Answer {
  return answerOf('json', JSON.stringify(value), about);
}

/** Makes an answer of the HTML of a page. */
export function createPageAnswer(html: string, about: About): Answer {
  return answerOf('page', html, about);
}

function answerOf(form: Answer['form'], text: string, about: About): Answer {
  // Kept for long, so in memory that nothing else uses: one in Node's pool would keep a whole slab of up to 64 KiB.
  const body = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  body.write(text);
  const etag = `"${hash('sha256', body, 'base64url').slice(0, 22)}"`;
  // A text that was put together is slow to check and to write, each time anew: this one is of one piece.
  return { ...about, form, body, etag: Buffer.from(etag).toString('latin1') };
}
