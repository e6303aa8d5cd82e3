"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.MALFORMED_SHAPES = exports.MALFORMED_ROW_MAX_BYTES = void 0;
const record_validation_1 = require("../domain/record-validation");
const csv_segments_1 = require("../storage/csv-segments");
/** Longest malformed row, with its line end. */
exports.MALFORMED_ROW_MAX_BYTES = csv_segments_1.RECORD_MAX_BYTES + 1024;
const CONTROL_BYTES = ['\0', '\x01', '\t', '\x1b', '\x7f', '\xc2\x85'];
// A byte that never occurs, a lone continuation, one that lacks, an overlong slash, a surrogate, beyond U+10FFFF.
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
/** For each reason, lines that are rejected for it and for no other, in several shapes that real logs had. */
exports.MALFORMED_SHAPES = {
    wrong_field_count: [
        (cells, columns) => line(cells, columns.slice(0, -1)),
        (cells, columns) => `${line(cells, columns)},extra`,
        (cells) => cells.advertiser_id,
        (cells, columns) => `${line(cells, columns)},`,
        (cells, columns) => line(cells, columns).replaceAll(',', ';'),
        (_, columns) => ','.repeat(columns.length),
    ],
    line_too_long: [
        // One byte more than a record may have.
        (cells, columns) => line(cells, columns).padEnd(csv_segments_1.RECORD_MAX_BYTES + 1, 'x'),
        withCell('product_id', (id) => id.padEnd(csv_segments_1.RECORD_MAX_BYTES, 'x')),
        () => ','.repeat(csv_segments_1.RECORD_MAX_BYTES + 1),
    ],
    empty_id: [
        withCell('advertiser_id', () => ''),
        withCell('product_id', () => ''),
        (cells, columns) => line({ ...cells, advertiser_id: '', product_id: '' }, columns),
    ],
    id_too_long: [
        // One byte more than an id may have; then as many characters as it may have, but more bytes.
        withCell('product_id', (id) => id.padEnd(record_validation_1.ID_MAX_BYTES + 1, 'x')),
        withCell('product_id', (id) => id + '\xc3\xa9'.repeat(record_validation_1.ID_MAX_BYTES - id.length)),
        withCell('advertiser_id', (id) => id.padEnd(2 * record_validation_1.ID_MAX_BYTES, 'X')),
    ],
    control_character: withinIds(CONTROL_BYTES),
    invalid_utf8: withinIds(BROKEN_UTF8),
    unknown_type: NO_TYPES.map((type) => withCell('type', () => type)),
    invalid_date: NO_DAYS.map((date) => withCell('date', () => date)),
};
function line(cells, columns) {
    return columns.map((column) => cells[column]).join(',');
}
function withCell(column, change) {
    return (cells, columns) => line({ ...cells, [column]: change(cells[column]) }, columns);
}
function withinIds(insertions) {
    return insertions.flatMap((inserted) => [
        withCell('advertiser_id', (id) => id.slice(0, 3) + inserted + id.slice(3)),
        withCell('product_id', (id) => id + inserted),
    ]);
}
//# sourceMappingURL=malformed-shapes.js.map