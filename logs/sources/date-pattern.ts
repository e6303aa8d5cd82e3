import { toBytes } from './byte-text';

/** The first year of two digits: `YY` is one of 2000 to 2099. */
const CENTURY = '20';
const TOKENS = ['YYYY', 'YY', 'MM', 'DD', 'HH', 'mm', 'ss'] as const;
type Token = (typeof TOKENS)[number];
const GROUPS = {
  YYYY: 'year',
  YY: 'year',
  MM: 'month',
  DD: 'day',
  HH: 'hour',
  mm: 'minute',
  ss: 'second',
} as const satisfies Record<Token, string>;
const LAST_HOUR = 23;
const LAST_MINUTE = 59;
/** A leap second is the last one of its minute. */
const LAST_SECOND = 60;
const MAX_OF_TIME: Readonly<Record<string, number>> = { HH: LAST_HOUR, mm: LAST_MINUTE, ss: LAST_SECOND };
/** Minutes and seconds only where no letter but a token's is beside them: other letters are literal. */
const PIECES =
  /YYYY|YY|MM|DD|HH|(?<=HH|[^A-Za-z])mm(?=ss(?![A-Za-z])|[^A-Za-z]|$)|(?<=mm|[^A-Za-z])ss(?![A-Za-z])|[^]/g;
/** Parts that other programs' patterns have. */
const OTHER_TOKENS = /(?<![A-Za-z])(yyyy|yy|mm|dd|hh|ss|sss|mi)(?![A-Za-z])/;

/** What is wrong with a pattern of `YYYY YY MM DD HH mm ss` and literal characters, in words that follow its path. */
export function faultInPattern(text: string): string | undefined {
  const pieces = text.match(PIECES) ?? [];
  const count = (...tokens: string[]) => pieces.filter((piece) => tokens.includes(piece)).length;
  if (count('YYYY', 'YY') !== 1) return `needs one of YYYY and YY: ${JSON.stringify(text)}`;
  if (count('MM') !== 1) return `needs MM once: ${JSON.stringify(text)}`;
  if (count('DD') !== 1) return `needs DD once: ${JSON.stringify(text)}`;
  const twice = (['HH', 'mm', 'ss'] as const).find((token) => count(token) > 1);
  if (twice !== undefined) return `has ${twice} more than once: ${JSON.stringify(text)}`;
  const literals = pieces.map((piece) => (TOKENS.some((token) => token === piece) ? '0' : piece)).join('');
  const stray = pieces.find((piece) => 'YMDH'.includes(piece)) ?? OTHER_TOKENS.exec(literals)?.[0];
  if (stray !== undefined) return `has ${stray}, which means nothing: ${JSON.stringify(text)}`;
  if (count('mm') > count('HH')) return `has mm without HH: ${JSON.stringify(text)}`;
  return count('ss') > count('mm') ? `has ss without mm: ${JSON.stringify(text)}` : undefined;
}

/**
 * Makes `YYYY-MM-DD` of texts in a pattern without faults; the day need not be real. Undefined for any other text. All but
 * the year may have one digit where their neighbours in the pattern are no digits, as spreadsheet programs write them.
 */
export function createPatternReader(text: string): (bytes: string) => string | undefined {
  const pattern = compile(text);
  return (bytes) => {
    const found = pattern.exec(bytes)?.groups ?? {};
    const { year, month = '', day = '', hour = '0', minute = '0', second = '0' } = found;
    if (year === undefined || Number(hour) > LAST_HOUR) return undefined;
    if (Number(minute) > LAST_MINUTE || Number(second) > LAST_SECOND) return undefined;
    const written = year.length === 'YY'.length ? CENTURY + year : year;
    return `${written}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  };
}

/** The hours, minutes and seconds of texts in a pattern. */
export interface TimeInPattern {
  /** Bytes of a text all of whose parts have as many digits as they may. */
  readonly textBytes: number;
  /** In such a text, each has two digits from the byte `at` on, and is at most `max`. */
  readonly parts: readonly { readonly at: number; readonly max: number }[];
}

/** Tells where texts in a pattern without faults have their time: the day does not depend on it. */
export function timeInPattern(text: string): TimeInPattern {
  const parts: TimeInPattern['parts'][number][] = [];
  let at = 0;
  for (const piece of toBytes(text).match(PIECES) ?? []) {
    const max = MAX_OF_TIME[piece];
    if (max !== undefined) parts.push({ at, max });
    at += piece.length;
  }
  return { textBytes: at, parts };
}

function compile(text: string): RegExp {
  const pieces = toBytes(text).match(PIECES) ?? [];
  const parts = pieces.map((piece, index) => {
    const token = TOKENS.find((each) => each === piece);
    if (token === undefined) return escaped(piece);
    const isFree = [pieces[index - 1], pieces[index + 1]].every(
      (other) => other === undefined || !mayBeDigit(other),
    );
    return `(?<${GROUPS[token]}>${digits(token, isFree)})`;
  });
  return new RegExp(`^${parts.join('')}$`);
}

function digits(token: Token, isFree: boolean): string {
  if (token === 'YYYY') return '[0-9]{4}';
  return token !== 'YY' && isFree ? '[0-9]{1,2}' : '[0-9]{2}';
}

function mayBeDigit(piece: string): boolean {
  return /^[0-9]$/.test(piece) || TOKENS.some((token) => token === piece);
}

function escaped(literal: string): string {
  return `\\x${literal.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
