"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.REJECT_REASONS = exports.ID_MAX_BYTES = void 0;
exports.validateActiveAdvertiser = validateActiveAdvertiser;
exports.validateProductView = validateProductView;
exports.validateAdEvent = validateAdEvent;
const execution_date_1 = require("./execution-date");
/** Longest id, in bytes of UTF-8. */
exports.ID_MAX_BYTES = 128;
/** Why a record is rejected; the keys of a run's reject counts. */
exports.REJECT_REASONS = [
    'wrong_field_count',
    'line_too_long',
    'empty_id',
    'id_too_long',
    'control_character',
    'invalid_utf8',
    'unknown_type',
    'invalid_date',
];
const PLAIN_ASCII = /^[\x20-\x7e]*$/;
// Unicode category Cc: C0, DEL and C1.
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Validates a record of `advertiser_ids`; a string is the reason for rejecting it. */
function validateActiveAdvertiser(fields) {
    const advertiserId = decodeId(fields[0] ?? '');
    return 'reason' in advertiserId ? advertiserId.reason : { advertiserId: advertiserId.id };
}
/** Validates a record of `product_views` (advertiser_id, product_id, date). */
function validateProductView(fields) {
    return validateEvent(fields[0] ?? '', fields[1] ?? '', 'views', fields[2] ?? '');
}
/** Validates a record of `ads_views` (advertiser_id, product_id, type, date). */
function validateAdEvent(fields) {
    const type = fields[2];
    const counter = type === 'impression' ? 'impressions' : type === 'click' ? 'clicks' : undefined;
    return validateEvent(fields[0] ?? '', fields[1] ?? '', counter, fields[3] ?? '');
}
function validateEvent(advertiserBytes, productBytes, counter, day) {
    const advertiser = decodeId(advertiserBytes);
    if ('reason' in advertiser)
        return advertiser.reason;
    const product = decodeId(productBytes);
    if ('reason' in product)
        return product.reason;
    if (counter === undefined)
        return 'unknown_type';
    if (!(0, execution_date_1.isCalendarDay)(day))
        return 'invalid_date';
    return { advertiserId: advertiser.id, productId: product.id, day, counter };
}
function decodeId(bytes) {
    if (bytes.length === 0)
        return { reason: 'empty_id' };
    if (bytes.length > exports.ID_MAX_BYTES)
        return { reason: 'id_too_long' };
    if (PLAIN_ASCII.test(bytes))
        return { id: bytes };
    let id;
    try {
        id = strictUtf8.decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)));
    }
    catch {
        return { reason: 'invalid_utf8' };
    }
    return CONTROL.test(id) ? { reason: 'control_character' } : { id };
}
//# sourceMappingURL=record-validation.js.map