/** The scalar values of JSON. */
import { QUOTE } from './borders';

/** No value. */
export const NONE: u32 = 0;

/** What a value is wanted for; else for a text or a number. */
const UNWANTED: u32 = 0;
/** A number must then be whole. */
const WANTED_ID: u32 = 2;

const BACKSLASH: u8 = 0x5c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
/** "null", "true", "alse" */
const NULL: u32 = 0x6c_6c_75_6e;
const TRUE: u32 = 0x65_75_72_74;
const ALSE: u32 = 0x65_73_6c_61;

/** The bits of bytes at which a text ends early: the highest where lines may be no UTF-8. */
let foreign: u8 = 0;

/** Says whether the next lines are UTF-8; where they may be not, only those of ASCII are for this path. */
export function areUtf8(known: bool): void {
  foreign = known ? 0 : 0x80;
}

/** Reads a value into a span; returns its end, or `NONE` if it is not for this path. */
export function readValue(start: u32, use: u32, span: u32): u32 {
  const first = load<u8>(start);
  if (first == QUOTE) {
    let end = endOfPlain(start + 1);
    if (load<u8>(end) != QUOTE) {
      end = endOfText(end, use == UNWANTED);
      if (load<u8>(end) != QUOTE) return NONE;
    }
    place(span, start + 1, end);
    return end + 1;
  }
  if (first == MINUS || isDigit(first)) {
    const end = use == WANTED_ID ? endOfWhole(start) : endOfNumber(start);
    if (end != NONE) place(span, start, end);
    return end;
  }
  if (load<u32>(start) == NULL) {
    place(span, start, start);
    return start + 4;
  }
  if (use != UNWANTED) return NONE;
  if (load<u32>(start) == TRUE) return start + 4;
  return first == 0x66 && load<u32>(start, 1) == ALSE ? start + 5 : NONE;
}

function place(span: u32, start: u32, end: u32): void {
  store<u32>(span, start);
  store<u32>(span, end - start, 4);
}

/** The first byte of a text that is a quote, a backslash, below 0x20, or beyond ASCII. */
function endOfPlain(start: u32): u32 {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    // With this bit changed, a quote is the next byte above 0x1f; as signed numbers, those beyond ASCII are below it.
    const others = i8x16.lt_s(v128.xor(bytes, i8x16.splat(0x02)), i8x16.splat(0x21));
    const found = i8x16.bitmask(v128.or(others, i8x16.eq(bytes, i8x16.splat(BACKSLASH))));
    if (found != 0) return at + <u32>ctz(found);
    at += 16;
  }
}

/** The first byte of a text that is a quote, below 0x20, foreign, or a backslash: of an escape only where it may have none. */
function endOfText(start: u32, mayHaveEscapes: bool): u32 {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE));
    const backslashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
    const controls = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(0x1f)), bytes);
    const others = v128.and(bytes, i8x16.splat(foreign));
    const found = i8x16.bitmask(v128.or(v128.or(quotes, backslashes), v128.or(controls, others)));
    if (found == 0) {
      at += 16;
      continue;
    }
    at += <u32>ctz(found);
    if (!mayHaveEscapes || load<u8>(at) != BACKSLASH) return at;
    const length = escapeLength(at + 1);
    if (length == 0) return at;
    at += 1 + length;
  }
}

/** Bytes of an escape behind its backslash; 0 if it is none. */
function escapeLength(at: u32): u32 {
  switch (load<u8>(at)) {
    case 0x22: // "
    case 0x2f: // /
    case 0x5c: // \
    case 0x62: // b
    case 0x66: // f
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return 1;
    case 0x75: // u
      for (let i: u32 = 1; i <= 4; i++) if (!isHexDigit(load<u8>(at + i))) return 0;
      return 5;
    default:
      return 0;
  }
}

function isHexDigit(byte: u8): bool {
  return isDigit(byte) || <u32>(byte | 0x20) - 0x61 <= 5;
}

function isDigit(byte: u8): bool {
  return <u32>byte - 0x30 <= 9;
}

/** The end of a whole number as JSON writes it, except `-0`; or `NONE`. */
function endOfWhole(start: u32): u32 {
  const end = endOfInteger(start);
  if (end == NONE) return NONE;
  const isMinusZero = load<u8>(start) == MINUS && load<u8>(start, 1) == 0x30;
  return isMinusZero ? NONE : end;
}

function endOfInteger(start: u32): u32 {
  const at = load<u8>(start) == MINUS ? start + 1 : start;
  if (load<u8>(at) == 0x30) return at + 1;
  return endOfDigits(at);
}

/** The end of a number as JSON writes it, or `NONE`. */
function endOfNumber(start: u32): u32 {
  let end = endOfInteger(start);
  if (end != NONE && load<u8>(end) == POINT) end = endOfDigits(end + 1);
  if (end == NONE || (load<u8>(end) | 0x20) != 0x65) return end;
  const sign = load<u8>(end, 1);
  return endOfDigits(sign == MINUS || sign == 0x2b ? end + 2 : end + 1);
}

/** The end of one digit or more, or `NONE`. */
function endOfDigits(start: u32): u32 {
  let at = start;
  while (isDigit(load<u8>(at))) at++;
  return at == start ? NONE : at;
}
