/**
 * Reads records of JSON by templates: records that the other path has read, as the bytes between their scalar values. A record
 * with the same bytes between any scalar values is JSON, with the same names. Templates that begin alike share their parts.
 */
import { AT_END, AT_SHAPE, AT_UNUSUAL } from './batch';
import { CR, LF } from './borders';
import {
  addRecord,
  beginPlaces,
  beginRecords,
  canAddRecord,
  passLine,
  RECORD_MAX_BYTES,
  stopInFront,
  usePlaces,
} from './described';
import { NONE, readValue } from './json-values';
import { MAX_FIELDS, MAX_TEMPLATES, spans, TEMPLATE_BYTES, templates } from './memory';

/** Behind a part there is no value, but the end of the record. */
const NO_VALUE: u32 = 3;
const OPEN_BRACE: u8 = 0x7b;
const OPEN_BRACKET: u8 = 0x5b;

const BLOCK_BYTES: u32 = 16;

/** Bytes of templates in front of a value or at the end; the bytes themselves are behind this, in blocks. */
@unmanaged
class Part {
  length: u32;
  blocksEnd: u32;
  /** What the value behind it is wanted for, see `json-values.ts`; or `NO_VALUE`. */
  use: u32;
  /** Another part that may be in its place, which has no more bytes; or `NONE`. */
  other: u32;
  /** The longest part that may be behind the value; or `NONE`. */
  following: u32;
  /** Where the values of a record are that ends with this part. */
  places: u32;
}

/** Whether records are read by templates. */
export let hasTemplates: bool = false;
let templateCount: u32 = 0;
let top: u32 = 0;
/** Where the address of the first part is that may come next in the template that is made. */
let link: u32 = 0;
let values: u32 = 0;
let places: u32 = 0;

/** Records are not read by templates. */
export function leaveTemplates(): void {
  hasTemplates = false;
}

/** Forgets all templates; from now on records are read by those that are made. */
export function beginTemplates(): void {
  hasTemplates = true;
  templateCount = 0;
  store<u32>(templates, NONE);
  top = templates + 8;
}

/** Begins a template, in which values are then placed, and to which parts are added; false if there is no room. */
export function beginTemplate(): bool {
  if (templateCount == MAX_TEMPLATES) return false;
  places = beginPlaces(++templateCount);
  link = templates;
  values = 0;
  return true;
}

/** Adds bytes to the template and, except behind the last ones, a value; false if there is no room. */
export function addPart(start: u32, length: u32, use: u32): bool {
  const isLast = use == NO_VALUE;
  if (!isLast && ++values > MAX_FIELDS) return false;
  let found = load<u32>(link);
  while (found != NONE && partAt(found).length >= length) {
    if (partAt(found).length == length && isSame(partAt(found), start)) break;
    link = found + offsetof<Part>('other');
    found = load<u32>(link);
  }
  if (found == NONE || partAt(found).length < length) {
    found = makePart(start, length, found);
    if (found == NONE) return false;
    store<u32>(link, found);
  }
  const part = partAt(found);
  // Where templates differ in what they want a value for, the most is asked of it.
  part.use = max(part.use, use);
  if (isLast) part.places = places;
  link = found + offsetof<Part>('following');
  return true;
}

function makePart(start: u32, length: u32, other: u32): u32 {
  const blocks = top + offsetof<Part>();
  const end = blocks + ((length + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1)) * 2;
  if (end > templates + TEMPLATE_BYTES) return NONE;
  memory.fill(top, 0, end - top);
  const part = partAt(top);
  part.length = length;
  part.blocksEnd = end;
  part.other = other;
  // In turn, bytes and the bits of them that count.
  for (let at: u32 = 0; at < length; at++) {
    const byte = blocks + at + (at & ~(BLOCK_BYTES - 1));
    store<u8>(byte, load<u8>(start + at));
    store<u8>(byte, 0xff, BLOCK_BYTES);
  }
  top = end;
  return changetype<u32>(part);
}

function isSame(part: Part, start: u32): bool {
  let at = start;
  for (let block = blocksOf(part); block < part.blocksEnd; block += 2 * BLOCK_BYTES) {
    for (let i: u32 = 0; i < BLOCK_BYTES; i++, at++) {
      if (load<u8>(block + i, BLOCK_BYTES) != 0 && load<u8>(block + i) != load<u8>(at)) return false;
    }
  }
  return true;
}

function blocksOf(part: Part): u32 {
  return changetype<u32>(part) + offsetof<Part>();
}

function partAt(address: u32): Part {
  return changetype<Part>(address);
}

/**
 * As `fillDescribed`, by the templates; the last line may be open, and behind it there is an LF. A record that begins at `limit` or
 * later is for the other path.
 */
export function fillByTemplates(from: u32, to: u32, lines: u32, limit: u32): u32 {
  let p = from;
  beginRecords(lines);
  while (p < to && canAddRecord()) {
    const record = p;
    const end = endOfRecord(p);
    if (end == NONE) {
      const lineEnd = behindLineEnd(p, to);
      if (lineEnd == NONE) return stopInFront(stoppedAtShape ? AT_SHAPE : AT_UNUSUAL, record);
      passLine();
      p = lineEnd;
      continue;
    }
    if (record >= limit || end - record > RECORD_MAX_BYTES) return stopInFront(AT_UNUSUAL, record);
    const lineEnd = behindLineEnd(end, to);
    if (lineEnd == NONE && end < to && load<u8>(end) != OPEN_BRACE) return stopInFront(AT_SHAPE, record);
    const reason = addRecord(record);
    if (reason != AT_END) return stopInFront(reason, record);
    p = end;
    if (lineEnd != NONE) {
      passLine();
      p = lineEnd;
    }
  }
  return p;
}

/** Whether `endOfRecord` found no template, rather than a value that is not for this path. */
let stoppedAtShape: bool = false;

/** The end of the record at an address, whose values are then in the spans; or `NONE`. */
function endOfRecord(start: u32): u32 {
  let p = start;
  let span = spans;
  let next = load<u32>(templates);
  while (true) {
    while (next != NONE && !isThere(partAt(next), p)) next = partAt(next).other;
    if (next == NONE) {
      stoppedAtShape = true;
      return NONE;
    }
    const part = partAt(next);
    p += part.length;
    if (part.use == NO_VALUE) {
      usePlaces(part.places);
      return p;
    }
    const end = readValue(p, part.use, span);
    if (end == NONE) {
      const first = load<u8>(p);
      stoppedAtShape = first == OPEN_BRACE || first == OPEN_BRACKET;
      return NONE;
    }
    p = end;
    span += 8;
    next = part.following;
  }
}

/** Behind the line end at an address in front of `to`; or `NONE`. */
function behindLineEnd(at: u32, to: u32): u32 {
  if (load<u8>(at) == CR) at++;
  return at < to && load<u8>(at) == LF ? at + 1 : NONE;
}

function isThere(part: Part, at: u32): bool {
  let block = blocksOf(part);
  do {
    const differs = v128.and(v128.xor(v128.load(at), v128.load(block)), v128.load(block, 16));
    if (v128.any_true(differs)) return false;
    at += BLOCK_BYTES;
    block += 2 * BLOCK_BYTES;
  } while (block < part.blocksEnd);
  return true;
}
