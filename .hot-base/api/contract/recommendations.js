"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.postRecommendations = exports.getRecommendations = exports.BATCH_ADVERTISERS = void 0;
const model_1 = require("../../domain/models/model");
const models_1 = require("../../domain/models");
const endpoint_1 = require("./endpoint");
const problems_1 = require("./problems");
const values_1 = require("./values");
const zod_1 = require("./zod");
/** Most advertisers of one batch. */
exports.BATCH_ADVERTISERS = 100;
const [firstModel, ...otherModels] = models_1.MODELS.map((model) => (0, values_1.entryOf)(model, {}).openapi(`${model.name}Entry`, { description: `A product in a list of ${model.name}.` }));
if (firstModel === undefined)
    throw new Error('there is no model');
const Entry = zod_1.z.union([firstModel, ...otherModels]);
const limit = (0, values_1.integerParameter)(1, model_1.LIST_LENGTH, model_1.LIST_LENGTH);
/** What an answer says of the publication that it comes from. */
const publication = {
    date: values_1.DayOrNull.openapi({
        description: 'Execution date of the list: the one asked for, or the newest published; null when nothing is published.',
    }),
    published_at: values_1.InstantOrNull.openapi({
        description: 'When that date was last published; null when it is not.',
    }),
    workflow_id: zod_1.z.string().nullable().openapi({ description: 'The Temporal workflow that published it.' }),
    run_id: zod_1.z.uuid().nullable().openapi({ description: 'The run of that workflow.' }),
    stale: zod_1.z.boolean().openapi({
        description: 'Whether the date is older than the last one due (23:00 UTC), or nothing is published for it.',
    }),
};
const List = zod_1.z
    .strictObject({
    advertiser: values_1.AdvertiserId,
    model: values_1.ModelName,
    ...publication,
    recommendations: zod_1.z
        .array(Entry)
        .max(model_1.LIST_LENGTH)
        .openapi({ description: 'The best first; empty when the advertiser has no list on the date.' }),
})
    .openapi('List');
const exampleList = {
    advertiser: '0LPGCLF37F0AOU0239N8',
    model: 'TopProducts',
    date: '2024-11-29',
    published_at: '2024-11-29T23:00:07.412Z',
    workflow_id: 'recommendations-2024-11-29T23:00:00Z',
    run_id: '0193a3f1-6a52-7c8e-b0e0-6d1b4f0c2a55',
    stale: false,
    recommendations: [{ rank: 1, product_id: 'ea4562', views: 207 }],
};
exports.getRecommendations = (0, endpoint_1.endpoint)({
    id: 'getRecommendations',
    method: 'get',
    path: '/recommendations/{advertiser}/{model}',
    tag: 'Lists',
    summary: 'The list of an advertiser',
    description: "Today's list (the newest published one) of an advertiser with a model, or that of another day.",
    params: zod_1.z.object({ advertiser: values_1.AdvertiserId, model: values_1.ModelName }),
    query: zod_1.z.strictObject({ date: values_1.Day.optional(), limit }),
    answer: List,
    example: exampleList,
    problems: ['forbidden', 'unknownAdvertiser'],
    audience: 'callers',
});
const Slot = zod_1.z.strictObject({
    advertiser: values_1.AdvertiserId,
    model: values_1.ModelName,
    recommendations: zod_1.z.array(Entry).max(model_1.LIST_LENGTH).optional(),
    error: problems_1.ProblemSchema.optional(),
});
exports.postRecommendations = (0, endpoint_1.endpoint)({
    id: 'batchRecommendations',
    method: 'post',
    path: '/recommendations',
    tag: 'Lists',
    summary: 'The lists of many advertisers',
    description: 'One slot for each advertiser and model asked for, in the order asked for, all of one date and one snapshot; a slot that cannot be filled has an error.',
    body: zod_1.z
        .strictObject({
        advertisers: zod_1.z.array(values_1.AdvertiserId).min(1).max(exports.BATCH_ADVERTISERS),
        models: zod_1.z.array(values_1.ModelName).min(1).max(models_1.MODELS.length).optional(),
        date: values_1.Day.optional(),
        limit: zod_1.z.int().min(1).max(model_1.LIST_LENGTH).optional(),
    })
        .openapi('Batch'),
    answer: zod_1.z.strictObject({ ...publication, results: zod_1.z.array(Slot) }).openapi('BatchAnswer'),
    example: {
        date: exampleList.date,
        published_at: exampleList.published_at,
        workflow_id: exampleList.workflow_id,
        run_id: exampleList.run_id,
        stale: false,
        results: [
            {
                advertiser: exampleList.advertiser,
                model: 'TopProducts',
                recommendations: exampleList.recommendations,
            },
        ],
    },
    problems: ['tooLarge', 'wrongType'],
    audience: 'callers',
});
//# sourceMappingURL=recommendations.js.map