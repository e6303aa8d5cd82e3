"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runApi = runApi;
exports.runQuickApi = runQuickApi;
const profile_report_1 = require("../profile-report");
const report_1 = require("../report");
const document_1 = require("./document");
const measure_api_1 = require("./measure-api");
const plan_1 = require("./plan");
const profile_api_1 = require("./profile-api");
const report_2 = require("./report");
/** Does what the options say, and reports it on stdout; a whole run renews its section of docs/performance.md. */
async function runApi(surroundings, options, command) {
    const isJson = options.json === true;
    const plan = (0, plan_1.createApiPlan)({
        repeats: options.repeats,
        measures: options.only,
        isQuick: options.quick === true,
    });
    if (options.profile === true) {
        const threads = await (0, measure_api_1.withApiBench)(surroundings, plan, profile_api_1.profileApi);
        process.stdout.write(isJson ? (0, profile_report_1.profileJson)('Our API', threads) : threads.map(profile_report_1.profileText).join('\n'));
        return;
    }
    const results = await (0, measure_api_1.measureApi)(surroundings, plan);
    const { findings, peers } = results;
    const where = (0, report_1.describeSurroundings)(command, peers.versions, new Date());
    if (isWhole(plan))
        (0, document_1.documentApi)(findings, peers.notes, where);
    process.stdout.write(isJson ? (0, report_1.jsonText)({ ...where, notes: peers.notes, ...(0, report_2.apiJson)(findings) }) : textOf(results, plan));
}
/** Does a tiny plan for a bench that does more than this. */
async function runQuickApi(surroundings) {
    const plan = (0, plan_1.createApiPlan)({ repeats: 1, measures: plan_1.API_MEASURES, isQuick: true });
    const results = await (0, measure_api_1.measureApi)(surroundings, plan);
    return { text: textOf(results, plan), json: (0, report_2.apiJson)(results.findings) };
}
function isWhole({ isQuick, measures }) {
    return !isQuick && measures.length === plan_1.API_MEASURES.length;
}
function textOf({ findings }, { comparedAdvertisers }) {
    return `${(0, report_2.apiText)(findings)}\nthe lists of ${comparedAdvertisers} advertisers are the same, whoever answers them\n`;
}
//# sourceMappingURL=run-api.js.map