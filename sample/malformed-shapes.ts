import { ID_MAX_BYTES } from '../domain/record-validation';
import type { RejectReason } from '../domain/record-validation';
import type { LOG_COLUMNS } from '../domain/logs';
import type { EventLogName } from '../domain/logs';
import { RECORD_MAX_BYTES } from '../logs/formats/log-format';

/** A column of an event log. */
export type EventColumn = (typeof LOG_COLUMNS)[EventLogName][number];
/** The values of a well-formed row; as in all texts here, each character (U+0000 to U+00FF) represents one byte. */
export type Cells = Readonly<Record<EventColumn, string>>;
/** Makes a malformed line, without its line end, from a well-formed row of a log with these columns. */
export type MalformedShape = (cells: Cells, columns: readonly EventColumn[]) => string;

/** Longest malformed row, with its line end. */
export const MALFORMED_ROW_MAX_BYTES = RECORD_MAX_BYTES + 1024;

const CONTROL_BYTES = ['\0', '\x01', '\t', '\x1b', '\x7f', '\xc2\x85'];
// An impossible byte, a lone continuation byte, a missing one, an overlong slash, a surrogate, a code point above U+10FFFF.
const BROKEN_UTF8 = ['\xff', '\x80', '\xe2\x82', '\xc0\xaf', '\xed\xa0\x80', '\xf4\x90\x80\x80'];
const NO_DAYS = [
  '2024-02-30',
  'epoch',
  '2024-01-01x',
  '',
  '2023-02-29',
  '0000-01-01',
  '2024-1-1',
  '20240101',
  '01/02/2024',
  '2024-01-01T00:00:00Z',
  'NULL',
];
const NO_TYPES = ['view', 'Click', '', 'clicks', ' impression', '1'];

/** Why a record of a plain log in CSV is rejected. */
export type CsvRejectReason = Exclude<RejectReason, 'invalid_json' | 'invalid_id' | 'invalid_count'>;

/** For each reason, lines that are rejected for this reason only, in several shapes found in real logs. */
export const MALFORMED_SHAPES: Readonly<Record<CsvRejectReason, readonly MalformedShape[]>> = {
  wrong_field_count: [
    (cells, columns) => line(cells, columns.slice(0, -1)),
    (cells, columns) => `${line(cells, columns)},extra`,
    (cells) => cells.advertiser_id,
    (cells, columns) => `${line(cells, columns)},`,
    (cells, columns) => line(cells, columns).replaceAll(',', ';'),
    (_, columns) => ','.repeat(columns.length),
  ],
  line_too_long: [
    // One byte above the limit of a record.
    (cells, columns) => line(cells, columns).padEnd(RECORD_MAX_BYTES + 1, 'x'),
    withCell('product_id', (id) => id.padEnd(RECORD_MAX_BYTES, 'x')),
    () => ','.repeat(RECORD_MAX_BYTES + 1),
  ],
  empty_id: [
    withCell('advertiser_id', () => ''),
    withCell('product_id', () => ''),
    (cells, columns) => line({ ...cells, advertiser_id: '', product_id: '' }, columns),
  ],
  id_too_long: [
    // One byte above the limit of an id; then as many characters as the limit, but more bytes.
    withCell('product_id', (id) => id.padEnd(ID_MAX_BYTES + 1, 'x')),
    withCell('product_id', (id) => id + '\xc3\xa9'.repeat(ID_MAX_BYTES - id.length)),
    withCell('advertiser_id', (id) => id.padEnd(2 * ID_MAX_BYTES, 'X')),
  ],
  control_character: withinIds(CONTROL_BYTES),
  invalid_utf8: withinIds(BROKEN_UTF8),
  unknown_type: NO_TYPES.map((type) => withCell('type', () => type)),
  invalid_date: NO_DAYS.map((date) => withCell('date', () => date)),
};

function line(cells: Cells, columns: readonly EventColumn[]): string {
  return columns.map((column) => cells[column]).join(',');
}

function withCell(column: EventColumn, change: (value: string) => string): MalformedShape {
  return (cells, columns) => line({ ...cells, [column]: change(cells[column]) }, columns);
}

function withinIds(insertions: readonly string[]): MalformedShape[] {
  return insertions.flatMap((inserted) => [
    withCell('advertiser_id', (id) => id.slice(0, 3) + inserted + id.slice(3)),
    withCell('product_id', (id) => id + inserted),
  ]);
}
