"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ModelName = exports.InstantOrNull = exports.DayOrNull = exports.Instant = exports.Day = exports.AdvertiserId = exports.Id = void 0;
exports.integerParameter = integerParameter;
exports.metricsOf = metricsOf;
exports.entryOf = entryOf;
const execution_date_1 = require("../../domain/execution-date");
const models_1 = require("../../domain/models");
const record_validation_1 = require("../../domain/record-validation");
const zod_1 = require("./zod");
// eslint-disable-next-line no-control-regex
const NO_CONTROL_CHARACTERS = /^[^\u0000-\u001f\u007f-\u009f]*$/;
const [firstModel, ...otherModels] = models_1.MODELS.map(({ name }) => name);
/** An advertiser's or a product's id; one with too many bytes for a log is an id all the same, and unknown. */
exports.Id = zod_1.z
    .string()
    .min(1)
    // JSON Schema counts characters, where a string's length counts one beyond U+FFFF twice.
    .refine((text) => Array.from(text).length <= record_validation_1.ID_MAX_BYTES, `must have at most ${record_validation_1.ID_MAX_BYTES} characters`)
    .regex(NO_CONTROL_CHARACTERS, 'must not have control characters')
    .openapi({ maxLength: record_validation_1.ID_MAX_BYTES });
exports.AdvertiserId = exports.Id.openapi({
    description: 'Opaque, compared byte for byte.',
    example: '0LPGCLF37F0AOU0239N8',
});
exports.Day = zod_1.z
    .string()
    .refine(execution_date_1.isCalendarDay, 'must be a day of the calendar as YYYY-MM-DD')
    .openapi({ type: 'string', format: 'date', example: '2024-11-29' });
exports.Instant = zod_1.z.iso
    .datetime()
    .openapi({ type: 'string', format: 'date-time', example: '2024-11-29T23:00:07.412Z' });
/** What a type given by hand says, `nullable` does not add to. */
const OR_NULL = { type: ['string', 'null'] };
exports.DayOrNull = exports.Day.nullable().openapi({ ...OR_NULL, format: 'date' });
exports.InstantOrNull = exports.Instant.nullable().openapi({ ...OR_NULL, format: 'date-time' });
exports.ModelName = zod_1.z
    .enum([firstModel ?? '', ...otherModels])
    .openapi({ description: 'The ranking method.', example: firstModel });
/** A whole number in a query: digits only, within its limits. */
function integerParameter(minimum, maximum, preset) {
    return zod_1.z
        .string()
        .regex(/^(0|[1-9]\d{0,8})$/, 'must be a whole number')
        .transform(Number)
        .refine((value) => value >= minimum && value <= maximum, `must be ${minimum} to ${maximum}`)
        .default(preset)
        .openapi({ type: 'integer', minimum, maximum, default: preset });
}
/** The figures of a model's products, by name. */
function metricsOf(model) {
    return Object.fromEntries(model.metrics.map(({ name, type }) => [name, type === 'integer' ? zod_1.z.int().min(0) : zod_1.z.number().min(0)]));
}
/** A product in a list of this model, with further fields. */
function entryOf(model, more) {
    return zod_1.z.strictObject({ rank: zod_1.z.int().min(1).max(20), product_id: exports.Id, ...metricsOf(model), ...more });
}
//# sourceMappingURL=values.js.map