/**
 * Reads lines of JSON by a template: a line that the other path has read, as the bytes between its scalar values. A line with
 * the same bytes between any scalar values is JSON, with the same names.
 */
import { AT_END, AT_UNUSUAL } from './batch';
import { CR, LF, QUOTE } from './borders';
import { addRecord, beginRecords, canAddRecord, passLine, RECORD_MAX_BYTES, stopInFront } from './described';
import { MAX_FIELDS, spans, template, TEMPLATE_BYTES, TEMPLATE_PART_BYTES, templateParts } from './memory';

/** What a value is wanted for. */
const UNWANTED: u8 = 0;
const WANTED: u8 = 1;
/** A number must then be whole. */
const WANTED_ID: u8 = 2;

const BACKSLASH: u8 = 0x5c;
const MINUS: u8 = 0x2d;
const POINT: u8 = 0x2e;
/** "null", "true", "alse" */
const NULL: u32 = 0x6c_6c_75_6e;
const TRUE: u32 = 0x65_75_72_74;
const ALSE: u32 = 0x65_73_6c_61;
/** No value. */
const NONE: u32 = 0;

/** Whether lines are read by a template. */
export let hasTemplate: bool = false;
/** Addresses of the parts: start and length of the bytes in front of a value, and what the value is wanted for; the last has no value. */
let lastPart: u32 = 0;
let top: u32 = 0;
/** The bits of bytes at which a text ends early: the highest where lines may be no UTF-8. */
let foreign: u8 = 0;

/** Lines are not read by a template. */
export function leaveTemplate(): void {
  hasTemplate = false;
}

/** Begins a template. */
export function beginTemplate(): void {
  hasTemplate = true;
  lastPart = templateParts - TEMPLATE_PART_BYTES;
  top = template;
}

/** Adds bytes to the template and, except behind the last ones, a value; false if there is no room. */
export function addPart(start: u32, length: u32, use: u32): bool {
  if (top + length + 8 > template + TEMPLATE_BYTES) return false;
  if (lastPart + TEMPLATE_PART_BYTES >= templateParts + MAX_FIELDS * TEMPLATE_PART_BYTES) return false;
  lastPart += TEMPLATE_PART_BYTES;
  store<u32>(lastPart, top);
  store<u32>(lastPart, length, 4);
  store<u32>(lastPart, use, 8);
  memory.copy(top, start, length);
  top += length;
  return true;
}

/** Says whether the next lines are UTF-8; where they may be not, only those of ASCII are for this path. */
export function areUtf8(known: bool): void {
  foreign = known ? 0 : 0x80;
}

/** As `fillDescribed`, by the template. */
export function fillByTemplate(from: u32, to: u32, lines: u32): u32 {
  let p = from;
  beginRecords(lines);
  while (p < to && canAddRecord()) {
    const record = p;
    if (load<u8>(p) == LF) {
      p++;
      passLine();
      continue;
    }
    let span = spans;
    let part = templateParts;
    while (true) {
      const length = load<u32>(part, 4);
      if (!isSame(load<u32>(part), p, length)) return stopInFront(AT_UNUSUAL, record);
      p += length;
      if (part == lastPart) break;
      p = readValue(p, <u8>load<u32>(part, 8), span);
      if (p == NONE) return stopInFront(AT_UNUSUAL, record);
      span += 8;
      part += TEMPLATE_PART_BYTES;
    }
    const end = p;
    if (load<u8>(p) == CR) p++;
    if (load<u8>(p) != LF || end - record > RECORD_MAX_BYTES) return stopInFront(AT_UNUSUAL, record);
    p++;
    const reason = addRecord(record);
    if (reason != AT_END) return stopInFront(reason, record);
  }
  return p;
}

function isSame(known: u32, address: u32, length: u32): bool {
  while (length >= 8) {
    if (load<u64>(known) != load<u64>(address)) return false;
    known += 8;
    address += 8;
    length -= 8;
  }
  const differs = load<u64>(known) ^ load<u64>(address);
  return length == 0 || differs << (64 - ((<u64>length) << 3)) == 0;
}

/** Reads a value into a span; returns its end, or `NONE` if it is not for this path. */
function readValue(start: u32, use: u8, span: u32): u32 {
  const first = load<u8>(start);
  if (first == QUOTE) {
    const end = use == UNWANTED ? endOfUnwanted(start + 1) : endOfText(start + 1);
    if (load<u8>(end) != QUOTE) return NONE;
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

/** The first byte of a text that is a quote, a backslash, below 0x20, or foreign. */
function endOfText(start: u32): u32 {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    const quotes = i8x16.eq(bytes, i8x16.splat(QUOTE));
    const backslashes = i8x16.eq(bytes, i8x16.splat(BACKSLASH));
    const controls = i8x16.eq(i8x16.min_u(bytes, i8x16.splat(0x1f)), bytes);
    const others = v128.and(bytes, i8x16.splat(foreign));
    const found = i8x16.bitmask(v128.or(v128.or(quotes, backslashes), v128.or(controls, others)));
    if (found != 0) return at + <u32>ctz(found);
    at += 16;
  }
}

/** As `endOfText`, but an escape ends no text. */
function endOfUnwanted(start: u32): u32 {
  let end = endOfText(start);
  while (load<u8>(end) == BACKSLASH) {
    const length = escapeLength(end + 1);
    if (length == 0) return end;
    end = endOfText(end + 1 + length);
  }
  return end;
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
