import { REJECT_REASONS } from '../domain/record-validation';
import type { RejectCounts, RejectReason } from '../domain/record-validation';

/** Rejected rows of one object that are listed with their text; further ones are counted only. */
export const LISTED_REJECTS = 1_000;

/** Longest text of a rejected row that is kept, in bytes before escaping. */
const TEXT_MAX_BYTES = 500;

/** A malformed row, set aside. */
export interface Reject {
  readonly line: number;
  readonly reason: RejectReason;
  /** The row in printable ASCII: other bytes as `\xNN`, a backslash as two; cut off after 500 bytes with `…`. */
  readonly text: string;
}

/** The rejects of a piece of a log. */
export interface RejectReport {
  readonly rejected: number;
  readonly rejects: RejectCounts;
  /** The first line of each reason that occurred. */
  readonly firstLines: Partial<Record<RejectReason, number>>;
  /** The first `LISTED_REJECTS` of them. */
  readonly listed: readonly Reject[];
}

/** Gathers rejects in the order of their lines. */
export class RejectList {
  readonly #counts: RejectCounts = {};
  readonly #firstLines: Partial<Record<RejectReason, number>> = {};
  readonly #listed: Reject[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(line: number, reason: RejectReason, bytes: Uint8Array): void {
    this.#count++;
    this.#counts[reason] = (this.#counts[reason] ?? 0) + 1;
    this.#firstLines[reason] ??= line;
    if (this.#listed.length < LISTED_REJECTS) this.#listed.push({ line, reason, text: escapeBytes(bytes) });
  }

  report(): RejectReport {
    return {
      rejected: this.#count,
      rejects: this.#counts,
      firstLines: this.#firstLines,
      listed: this.#listed,
    };
  }
}

/** Sums counts by reason, in the fixed order of reasons. */
export function addRejects(all: readonly RejectCounts[]): RejectCounts {
  const total: RejectCounts = {};
  for (const reason of REJECT_REASONS) {
    const count = all.reduce((sum, one) => sum + (one[reason] ?? 0), 0);
    if (count > 0) total[reason] = count;
  }
  return total;
}

/** Bytes of a row as text: see `Reject.text`. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, TEXT_MAX_BYTES)) {
    if (byte === 0x5c) text += '\\\\';
    else if (byte >= 0x20 && byte <= 0x7e) text += String.fromCharCode(byte);
    else text += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return bytes.byteLength > TEXT_MAX_BYTES ? `${text}…` : text;
}
