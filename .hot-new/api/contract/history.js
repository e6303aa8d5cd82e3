"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.getHistory = exports.HISTORY_MAX_DAYS = exports.HISTORY_DAYS = void 0;
const models_1 = require("../../domain/models");
const endpoint_1 = require("./endpoint");
const values_1 = require("./values");
const zod_1 = require("./zod");
/** Days of history where none are asked for, and the most. */
exports.HISTORY_DAYS = 7;
exports.HISTORY_MAX_DAYS = 90;
const NAMES = models_1.MODELS.map(({ name }) => name);
const models = zod_1.z
    .string()
    .transform((text) => text.split(','))
    .refine((names) => names.every((name) => NAMES.includes(name)) && new Set(names).size === names.length, `must be some of ${NAMES.join(', ')}, each once, with commas between them`)
    .openapi({
    type: 'string',
    pattern: `^(${permutations(NAMES).join('|')})$`,
    description: 'Model names with commas between them; all models if absent.',
    example: NAMES[0],
});
const lists = Object.fromEntries(models_1.MODELS.map((model) => [
    model.slug,
    zod_1.z
        .array((0, values_1.entryOf)(model, {
        date: values_1.Day,
        previous_rank: zod_1.z
            .int()
            .nullable()
            .openapi({ description: 'Its rank on the day before; null when not listed.' }),
        rank_change: zod_1.z.int().nullable().openapi({
            description: 'previous_rank − rank: positive when it has risen; null when not listed on the day before.',
        }),
    }))
        .optional(),
]));
exports.getHistory = (0, endpoint_1.endpoint)({
    id: 'getHistory',
    method: 'get',
    path: '/history/{advertiser}',
    tag: 'Lists',
    summary: 'The lists of the last days',
    description: 'The lists of the newest published date and the days before it, by model (under its short name), newest day first, then by rank. A day without a publication or a list has no entries.',
    params: zod_1.z.object({ advertiser: values_1.AdvertiserId }),
    query: zod_1.z.strictObject({
        days: (0, values_1.integerParameter)(1, exports.HISTORY_MAX_DAYS, exports.HISTORY_DAYS),
        models: models.optional(),
    }),
    answer: zod_1.z.strictObject({ advertiser: values_1.AdvertiserId, history: zod_1.z.strictObject(lists) }).openapi('History'),
    example: {
        advertiser: '0LPGCLF37F0AOU0239N8',
        history: {
            top_products: [
                { date: '2024-11-29', rank: 1, product_id: 'ea4562', views: 207, previous_rank: 3, rank_change: 2 },
            ],
            top_ctr: [],
        },
    },
    problems: ['forbidden', 'unknownAdvertiser'],
    audience: 'callers',
});
/** All ways to name some of the models, each once. */
function permutations(names) {
    return names.flatMap((name) => [
        name,
        ...permutations(names.filter((other) => other !== name)).map((rest) => `${name},${rest}`),
    ]);
}
//# sourceMappingURL=history.js.map