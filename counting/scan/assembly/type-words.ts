/** What the values of a type mean in a log that is described: a counter, or that a record is ignored. */
import { hashId, NOT_FOUND, numberOf, storeText, textBytes, textEquals } from './interning';
import {
  ignoredCounts,
  ignoredWords,
  MAX_COUNTERS,
  MAX_IGNORED,
  WORD_SLOTS,
  words,
  WORDS_BYTES,
  wordSlots,
} from './memory';

let top: u32 = 0;
let count: u32 = 0;
/** Ignored records of the batch. */
export let ignored: u32 = 0;
/** Ignored records of all batches since the last `clearIgnored`, modulo 2^32. */
export let ignoredCount: u32 = 0;

export function clearWords(): void {
  top = words;
  count = 0;
  memory.fill(wordSlots, 0, WORD_SLOTS * 4);
  memory.fill(words, 0, WORDS_BYTES);
  clearIgnored();
}

export function clearIgnored(): void {
  ignoredCount = 0;
  memory.fill(ignoredCounts, 0, WORD_SLOTS * 4);
}

/** Adds a value with its meaning: a counter, or from `MAX_COUNTERS` on the number of an ignored value. One for which there is no room stays unknown. */
export function addWord(start: u32, length: u32, meaning: u32): void {
  if (top + textBytes(length) > words + WORDS_BYTES || count * 2 >= WORD_SLOTS) return;
  let slot = slotOf(start, length);
  while (load<u32>(wordSlots + (slot << 2)) != 0) slot = (slot + 1) & (WORD_SLOTS - 1);
  store<u32>(wordSlots + (slot << 2), storeText(top, start, length, meaning));
  top += textBytes(length);
  count++;
}

/** The meaning of a value, or `NOT_FOUND`. */
export function findWord(start: u32, length: u32): u32 {
  let slot = slotOf(start, length);
  while (true) {
    const word = load<u32>(wordSlots + (slot << 2));
    if (word == 0) return NOT_FOUND;
    if (textEquals(word, start, length)) return numberOf(word);
    slot = (slot + 1) & (WORD_SLOTS - 1);
  }
}

function slotOf(start: u32, length: u32): u32 {
  return (<u32>(hashId(start, length) >> 24)) & (WORD_SLOTS - 1);
}

/** Begins a batch without ignored records. */
export function beginIgnored(): void {
  ignored = 0;
}

/** Notes a record of the batch whose value means that it is ignored. */
export function ignore(meaning: u32): void {
  store<u8>(ignoredWords + ignored++, <u8>(meaning - MAX_COUNTERS));
}

/** Whether the batch takes no more of them. */
export function isFullOfIgnored(): bool {
  return ignored == MAX_IGNORED;
}

/** Counts the first `records` ignored records of the batch. */
export function countIgnored(records: u32): void {
  ignoredCount += records;
  for (let i: u32 = 0; i < records; i++) {
    const at = ignoredCounts + ((<u32>load<u8>(ignoredWords + i)) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
}
