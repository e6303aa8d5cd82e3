"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.createApp = createApp;
const express_1 = __importDefault(require("express"));
const errors_1 = require("../db/errors");
const answer_1 = require("./answers/answer");
const docs_1 = require("./docs");
const openapi_1 = require("./openapi");
const problem_1 = require("./problem");
const request_context_1 = require("./request-context");
const recommendations_1 = require("./routes/recommendations");
const send_1 = require("./send");
const validate_1 = require("./validate");
const BODY_LIMIT = '64kb';
/** The API, apart from how it is served and who is let in. */
function createApp({ routes, dashboard, cache, log, version, keysRequired }) {
    const app = (0, express_1.default)();
    app.disable('x-powered-by');
    app.disable('etag');
    app.set('query parser', 'simple');
    app.enable('case sensitive routing');
    for (const route of routes) {
        const { method } = route.endpoint;
        const path = route.endpoint.path.replace(/\{(\w+)\}/g, ':$1');
        app[method](path, ...(method === 'post' ? [jsonOnly, express_1.default.json({ limit: BODY_LIMIT })] : []), answer(route, cache));
    }
    const document = (0, openapi_1.createDocument)(routes.map(({ endpoint }) => endpoint), version, keysRequired);
    app.use((0, docs_1.docsRoutes)(document));
    app.use(dashboard.router);
    app.use(noRoute([...routes.map(({ endpoint }) => endpoint), ...docs_1.DOCS_ROUTES, ...dashboard.routes]));
    app.use(problemHandler(log));
    return app;
}
function answer({ endpoint, handle }, cache) {
    return async (request, response) => {
        const context = (0, request_context_1.contextOf)(request);
        context.route = endpoint.id;
        const input = (0, validate_1.validate)(endpoint, request);
        const { advertiser } = (input.params ?? {});
        refuseOutOfScope(endpoint, context.caller, advertiser);
        const make = async () => {
            const { value, dates } = await handle(input, context.caller);
            return (0, answer_1.createAnswer)(value, { dates, advertiser, route: endpoint.id });
        };
        const made = endpoint.method === 'get' ? await cache.load(request.originalUrl, make) : await make();
        (0, send_1.sendAnswer)(request, response, context, made);
    };
}
/** A batch tells its caller slot by slot. */
function refuseOutOfScope({ audience, method }, caller, advertiser) {
    const allowed = caller?.advertisers;
    if (audience === 'anyone' || method === 'post' || allowed === undefined)
        return;
    if (advertiser === undefined || !allowed.has(advertiser))
        throw (0, recommendations_1.outOfScope)(advertiser);
}
const jsonOnly = (request, _response, next) => {
    if (!request.is('application/json')) {
        throw new problem_1.Problem('wrongType', 'send the body as application/json');
    }
    next();
};
/** A path that other methods are answered at, or one that no route has. */
function noRoute(endpoints) {
    const known = endpoints.map(({ path, method }) => ({
        pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
        methods: method === 'get' ? 'GET, HEAD' : method.toUpperCase(),
    }));
    return (request, response) => {
        const allowed = known.filter(({ pattern }) => pattern.test(request.path)).map(({ methods }) => methods);
        if (allowed.length === 0) {
            throw new problem_1.Problem('noSuchRoute', `${request.path} is not part of this API; /docs shows what is`);
        }
        response.setHeader('Allow', allowed.join(', '));
        throw new problem_1.Problem('wrongMethod', `${request.path} answers ${allowed.join(', ')} only`);
    };
}
/** Every error becomes a problem; what went wrong inside stays in the log. */
function problemHandler(log) {
    return (error, request, response, next) => {
        if (response.headersSent) {
            next(error);
            return;
        }
        const problem = toProblem(error);
        const context = (0, request_context_1.contextOf)(request);
        if (problem.status >= 500) {
            const about = { err: error, request_id: context.id, url: request.originalUrl };
            if (problem.kind === 'internal')
                log.error(about, 'request failed');
            else
                log.warn(about, problem.detail);
        }
        (0, send_1.sendProblem)(request, response, context, problem);
    };
}
function toProblem(error) {
    if (error instanceof problem_1.Problem)
        return error;
    if (error instanceof URIError)
        return new problem_1.Problem('badRequest', 'the path is not percent-encoded UTF-8');
    const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined;
    if (type === 'entity.too.large')
        return new problem_1.Problem('tooLarge', `a body may have ${BODY_LIMIT}`);
    if (type === 'charset.unsupported' || type === 'encoding.unsupported') {
        return new problem_1.Problem('wrongType', 'send the body as application/json in UTF-8');
    }
    if (typeof type === 'string' && (type.startsWith('entity.') || type.startsWith('request.'))) {
        return new problem_1.Problem('badRequest', 'the body is not JSON, or was cut off');
    }
    if ((0, errors_1.databaseFault)(error) === 'passing') {
        return new problem_1.Problem('noDatabase', 'the lists cannot be read at the moment; try again in a few seconds');
    }
    return new problem_1.Problem('internal', 'the request failed; the reason is in the log of the service');
}
//# sourceMappingURL=app.js.map