"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.listRoutes = listRoutes;
exports.unknownAdvertiser = unknownAdvertiser;
exports.outOfScope = outOfScope;
const recommendations_1 = require("../../db/recommendations");
const execution_date_1 = require("../../domain/execution-date");
const models_1 = require("../../domain/models");
const model_1 = require("../../domain/models/model");
const run_identity_1 = require("../../domain/run-identity");
const recommendations_2 = require("../contract/recommendations");
const implementation_1 = require("../implementation");
const problem_1 = require("../problem");
/** One list, and the lists of many advertisers. */
function listRoutes({ db, now }) {
    return [
        (0, implementation_1.implement)(recommendations_2.getRecommendations, async ({ params, query }) => {
            const { advertiser } = params;
            const model = modelOf(params.model);
            const list = await (0, recommendations_1.findList)(db, model, advertiser, query.date, query.limit);
            if (list === undefined)
                throw unknownAdvertiser(advertiser);
            return {
                value: {
                    advertiser,
                    model: model.name,
                    ...publicationOf(list, now()),
                    recommendations: list.entries,
                },
                dates: datesOf(list, query.date),
            };
        }),
        (0, implementation_1.implement)(recommendations_2.postRecommendations, async ({ body }, caller) => {
            const models = (body.models ?? models_1.MODELS.map(({ name }) => name)).map(modelOf);
            const { lists, ...found } = await (0, recommendations_1.findListsOf)(db, models, body.advertisers, {
                date: body.date,
                limit: body.limit ?? model_1.LIST_LENGTH,
            });
            const results = body.advertisers.flatMap((advertiser) => models.map((model) => ({
                advertiser,
                model: model.name,
                ...slotOf(lists.get(advertiser)?.[model.slug], advertiser, caller),
            })));
            return { value: { ...publicationOf(found, now()), results } };
        }),
    ];
}
function slotOf(entries, advertiser, caller) {
    if (caller?.advertisers?.has(advertiser) === false)
        return { error: outOfScope(advertiser).body };
    if (entries === undefined)
        return { error: unknownAdvertiser(advertiser).body };
    return { recommendations: entries };
}
function modelOf(name) {
    const model = (0, models_1.findModel)(name);
    if (model === undefined)
        throw new Error(`no such model: ${name}`);
    return model;
}
/** What an answer says of the publication that it comes from. */
function publicationOf({ date, publishedAt, runId }, now) {
    return {
        date,
        published_at: publishedAt,
        workflow_id: date === null || runId === null ? null : (0, run_identity_1.workflowIdOf)(date),
        run_id: runId,
        stale: date === null || runId === null || date < (0, execution_date_1.lastDueDate)(now),
    };
}
/** The dates whose publication changes a list: its own, and without a date in the request every later one. */
function datesOf({ date }, asked) {
    return asked === undefined ? { from: date ?? execution_date_1.FIRST_DAY } : { from: asked, to: asked };
}
/** The answer for an advertiser that no published run has seen active. */
function unknownAdvertiser(advertiser) {
    return new problem_1.Problem('unknownAdvertiser', `${JSON.stringify(advertiser)} has never been an active advertiser`);
}
/** The answer for data of an advertiser that the caller's key is not for. */
function outOfScope(advertiser) {
    const what = advertiser === undefined ? 'the data of all advertisers' : JSON.stringify(advertiser);
    return new problem_1.Problem('forbidden', `this key is not for ${what}`);
}
//# sourceMappingURL=recommendations.js.map