/** Records that add an amount to each counter, in a log that is described. */
import {
  addProductOf,
  AT_END,
  AT_FULL,
  AT_UNUSUAL,
  Entry,
  entryAt,
  findAdvertisers,
  hasPlainIds,
  lookUp,
  next,
} from './batch';
import { addAmount, counters, directoryOf } from './cells';
import { hasFreeEntries, NOT_FOUND } from './interning';
import { AMOUNTS_BYTES_LOG2, amounts, hasRoom } from './memory';

/** Longer numbers are for the other path: it knows which are exact, and which are none. */
const MAX_DIGITS: u32 = 15;

/** Why `countAmounts` left records. */
export let amountsStop: u32 = AT_END;
/** The sum of amounts that may still be counted. */
export let eventsLeft: f64 = 0;

/** Sets the sum of amounts that may be counted from now on: at most 2^53. */
export function limitEvents(events: f64): void {
  eventsLeft = events;
}

/** Reads what a record of the batch adds to a counter, 0 from an empty field; false if that is not for this path. */
export function readAmount(record: u32, counter: u32, start: u32, length: u32): bool {
  if (length > MAX_DIGITS) return false;
  let amount: u64 = 0;
  for (let at: u32 = 0; at < length; at++) {
    const digit = <u32>load<u8>(start + at) - 0x30;
    if (digit > 9) return false;
    amount = amount * 10 + digit;
  }
  putAmount(record, counter, amount);
  return true;
}

/** Says what a record of the batch adds to a counter. */
export function putAmount(record: u32, counter: u32, amount: u64): void {
  store<u64>(amountsOf(record) + (counter << 3), amount);
}

/** Counts the first `records` records up to one that cannot be, for a reason that is then in `amountsStop`; returns how many. */
export function countAmounts(records: u32): u32 {
  const end = entryAt(records);
  findAdvertisers(end);
  lookUp(end);
  return countFoundAmounts(end);
}

/** As `countAmounts`, of records whose products have been looked for. */
export function countFoundAmounts(end: Entry): u32 {
  let counted: u32 = 0;
  for (let entry = entryAt(0); entry != end; entry = next(entry)) {
    const from = amountsOf(counted);
    let events: u64 = 0;
    for (let counter: u32 = 0; counter < counters; counter++) events += load<u64>(from + (counter << 3));
    if (<f64>events > eventsLeft) return stop(AT_UNUSUAL, counted);
    if (events == 0) {
      // Accepted, but no product of the table.
      if (!hasPlainIds(entry)) return stop(AT_UNUSUAL, counted);
    } else {
      if (!hasRoom() || !hasFreeEntries()) return stop(AT_FULL, counted);
      if (entry.product == NOT_FOUND) {
        const reason = addProductOf(entry);
        if (reason != AT_END) return stop(reason, counted);
      }
      for (let counter: u32 = 0; counter < counters; counter++) {
        const amount = load<u64>(from + (counter << 3));
        if (amount != 0) addAmount(directoryOf(entry.directory, counter), entry.product, amount);
      }
    }
    eventsLeft -= <f64>events;
    counted++;
  }
  return counted;
}

function amountsOf(record: u32): u32 {
  return amounts + (record << AMOUNTS_BYTES_LOG2);
}

function stop(reason: u32, counted: u32): u32 {
  amountsStop = reason;
  return counted;
}
