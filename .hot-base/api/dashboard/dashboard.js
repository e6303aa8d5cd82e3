"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.createDashboard = createDashboard;
const node_crypto_1 = require("node:crypto");
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const express_1 = require("express");
const credentials_1 = require("../access/credentials");
const answer_1 = require("../answers/answer");
const request_context_1 = require("../request-context");
const recommendations_1 = require("../routes/recommendations");
const send_1 = require("../send");
const validate_1 = require("../validate");
const advertiser_page_1 = require("./advertiser/advertiser-page");
const advertisers_page_1 = require("./advertiser/advertisers-page");
const date_page_1 = require("./date-page");
const models_page_1 = require("./models/models-page");
const overview_page_1 = require("./overview/overview-page");
const paths_1 = require("./paths");
const problem_page_1 = require("./problem-page");
const session_1 = require("./session");
/** Pages of the published lists and of the runs behind them, made on the server, without any script. */
function createDashboard(deps) {
    const styles = (0, node_fs_1.readFileSync)(node_path_1.default.join(__dirname, 'dashboard.css'));
    const version = (0, node_crypto_1.createHash)('sha256').update(styles).digest('base64url').slice(0, 12);
    const site = {
        stylesHref: `${paths_1.PATHS.styles}?v=${version}`,
        keysRequired: deps.keyRing !== undefined,
    };
    const pages = [
        (0, overview_page_1.overviewPage)(site, deps),
        (0, advertisers_page_1.advertisersPage)(site, deps),
        (0, advertiser_page_1.advertiserPage)(site, deps),
        (0, models_page_1.modelsPage)(site, deps),
        (0, date_page_1.datePage)(site, deps),
    ];
    const router = (0, express_1.Router)({ caseSensitive: true });
    for (const page of pages) {
        router.get(page.route.path.replace(/\{(\w+)\}/g, ':$1'), show(page, deps.cache));
    }
    // Its address changes with its content.
    router.get(paths_1.PATHS.styles, (_request, response) => {
        response.set('Cache-Control', 'public, max-age=31536000, immutable').type('css').send(styles);
    });
    router.use((0, session_1.sessionRoutes)(deps.keyRing));
    return {
        router,
        routes: [
            ...[...pages.map(({ route }) => route.path), paths_1.PATHS.styles].map((at) => ({
                path: at,
                method: 'get',
            })),
            ...[paths_1.PATHS.signIn, paths_1.PATHS.signOut].map((at) => ({ path: at, method: 'post' })),
        ],
        problemPageFor: (request, requestId) => {
            const url = request.url ?? '';
            if (!(0, paths_1.isPagePath)(url) || !(request.headers.accept ?? '').includes('text/html'))
                return undefined;
            // What was sent cannot be sent again by a link.
            const again = request.method === 'GET' ? url : paths_1.PATHS.overview;
            return (problem) => (0, problem_page_1.problemPage)(site, problem, {
                url: again,
                requestId,
                hasKey: request.method === 'POST' || (0, credentials_1.keyOfCookie)(request.headers) !== undefined,
            });
        },
    };
}
function show({ route, show: make }, cache) {
    return async (request, response) => {
        const context = (0, request_context_1.contextOf)(request);
        context.route = route.id;
        const input = (0, validate_1.validate)(route, request);
        const { advertiser } = (input.params ?? {});
        const allowed = context.caller?.advertisers;
        if (route.scope !== 'own' && allowed !== undefined) {
            if (advertiser === undefined || !allowed.has(advertiser))
                throw (0, recommendations_1.outOfScope)(advertiser);
        }
        const answer = await cache.load(request.originalUrl, async () => {
            const { html, ...shown } = await make(input, context.caller);
            return (0, answer_1.createPageAnswer)(html, { dates: undefined, ...shown, advertiser, route: route.id });
        });
        (0, send_1.sendAnswer)(request, response, context, answer);
    };
}
//# sourceMappingURL=dashboard.js.map