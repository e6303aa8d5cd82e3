/** Longest id, in bytes of UTF-8. */
export const ID_MAX_BYTES = 128;

/** Why a record is rejected; the keys of a run's reject counts. */
export const REJECT_REASONS = [
  'wrong_field_count',
  'line_too_long',
  'invalid_json',
  'invalid_id',
  'empty_id',
  'id_too_long',
  'control_character',
  'invalid_utf8',
  'unknown_type',
  'invalid_count',
  'invalid_date',
] as const;
/** Why a record is rejected. */
export type RejectReason = (typeof REJECT_REASONS)[number];

/** Numbers of rejected records, by reason; a reason that did not occur is absent. */
export type RejectCounts = Partial<Record<RejectReason, number>>;

/**
 * The fields of one record in the order of the log's columns, as byte strings: one character (U+0000 to U+00FF)
 * for each byte, so that invalid UTF-8 can still be detected.
 */
export type ByteFields = readonly string[];

const PLAIN_ASCII = /^[\x20-\x7e]*$/;
// Unicode category Cc: C0, DEL and C1.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The id of a field, as it is; or the reason for rejecting it. */
export function decodeId(bytes: string): { id: string } | { reason: RejectReason } {
  if (bytes.length === 0) return { reason: 'empty_id' };
  if (bytes.length > ID_MAX_BYTES) return { reason: 'id_too_long' };
  if (PLAIN_ASCII.test(bytes)) return { id: bytes };
  let id: string;
  try {
    id = strictUtf8.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
  } catch {
    return { reason: 'invalid_utf8' };
  }
  return CONTROL.test(id) ? { reason: 'control_character' } : { id };
}
