import { toBytes } from './byte-text';

/** The first year of two digits: `YY` is one of 2000 to 2099. */
const CENTURY = '20';
const TOKENS = ['YYYY', 'YY', 'MM', 'DD', 'HH'] as const;
type Token = (typeof TOKENS)[number];
const PIECES = /YYYY|YY|MM|DD|HH|[^]/g;
/** Parts that other programs' patterns have. */
const OTHER_TOKENS = /(?<![A-Za-z])(yyyy|yy|mm|dd|hh|ss|sss|mi)(?![A-Za-z])/;

/** The parts of a pattern at their bytes; texts of a pattern have one length. */
interface Pattern {
  readonly length: number;
  readonly at: ReadonlyMap<Token, number>;
  readonly literals: readonly { readonly at: number; readonly code: number }[];
}

/** What is wrong with a pattern of `YYYY YY MM DD HH` and literal characters, in words that follow its path. */
export function faultInPattern(text: string): string | undefined {
  const pieces = text.match(PIECES) ?? [];
  const count = (...tokens: string[]) => pieces.filter((piece) => tokens.includes(piece)).length;
  if (count('YYYY', 'YY') !== 1) return `needs one of YYYY and YY: ${JSON.stringify(text)}`;
  if (count('MM') !== 1) return `needs MM once: ${JSON.stringify(text)}`;
  if (count('DD') !== 1) return `needs DD once: ${JSON.stringify(text)}`;
  if (count('HH') > 1) return `has HH more than once: ${JSON.stringify(text)}`;
  const stray = pieces.find((piece) => 'YMDH'.includes(piece)) ?? OTHER_TOKENS.exec(text)?.[0];
  return stray === undefined ? undefined : `has ${stray}, which means nothing: ${JSON.stringify(text)}`;
}

/** Makes `YYYY-MM-DD` of texts in a pattern without faults; the day need not be real. Undefined for any other text. */
export function createPatternReader(text: string): (bytes: string) => string | undefined {
  const { length, at, literals } = compile(text);
  const year = at.get('YYYY');
  const shortYear = at.get('YY') ?? 0;
  const month = at.get('MM') ?? 0;
  const day = at.get('DD') ?? 0;
  const hour = at.get('HH');
  return (bytes) => {
    if (bytes.length !== length) return undefined;
    if (literals.some((literal) => bytes.charCodeAt(literal.at) !== literal.code)) return undefined;
    if (hour !== undefined && !/^([01][0-9]|2[0-3])$/.test(bytes.slice(hour, hour + 2))) return undefined;
    const written =
      year === undefined
        ? CENTURY + bytes.slice(shortYear, shortYear + 2)
        : bytes.slice(year, year + 'YYYY'.length);
    return `${written}-${bytes.slice(month, month + 2)}-${bytes.slice(day, day + 2)}`;
  };
}

function compile(text: string): Pattern {
  const at = new Map<Token, number>();
  const literals: { at: number; code: number }[] = [];
  let length = 0;
  for (const piece of toBytes(text).match(PIECES) ?? []) {
    const token = TOKENS.find((each) => each === piece);
    if (token === undefined) literals.push({ at: length, code: piece.charCodeAt(0) });
    else at.set(token, length);
    length += piece.length;
  }
  return { length, at, literals };
}
