/** Texts up to this length have no number that is not exact. */
const SHORT = 15;
/** Whole numbers, also those that a table of decimals or of missing values has written. */
const WHOLE = /^0*([0-9]{1,16})(?:\.0*)?$/;

/** The count of a field: a whole number, 0 if it is empty. -1 for a negative number, a fraction, text, or above 2^53 - 1. */
export function readCount(bytes: string): number {
  if (bytes.length > SHORT) return readAnyCount(bytes);
  let count = 0;
  for (let at = 0; at < bytes.length; at++) {
    const digit = bytes.charCodeAt(at) - 0x30;
    if (digit < 0 || digit > 9) return readAnyCount(bytes);
    count = count * 10 + digit;
  }
  return count;
}

function readAnyCount(bytes: string): number {
  const digits = WHOLE.exec(bytes)?.[1];
  const count = digits === undefined ? -1 : Number(digits);
  return count <= Number.MAX_SAFE_INTEGER ? count : -1;
}
