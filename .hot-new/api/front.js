"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.createFront = createFront;
const problem_1 = require("./problem");
const request_context_1 = require("./request-context");
const recommendations_1 = require("./routes/recommendations");
const send_1 = require("./send");
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]*/i;
const NO_HOST = new problem_1.Problem('badRequest', 'HTTP/1.1 requires a Host header');
/**
 * Takes every request: lets its caller in or not, and answers what is in the cache at once. Everything else goes through
 * the routes, which put it there.
 */
function createFront({ app, gate, dashboard, cache, metrics, log }) {
    return (request, response) => {
        const context = (0, request_context_1.beginContext)(request);
        request.url = originForm(request.url ?? '');
        context.problemPage = dashboard.problemPageFor(request, context.id);
        const refused = lacksHost(request) ? NO_HOST : gate.admit(request, response, context);
        if (refused === 'answered') {
            finish(context, request, response, 'none');
            return;
        }
        if (refused !== undefined) {
            (0, send_1.sendProblem)(request, response, context, refused);
            finish(context, request, response, 'none');
            return;
        }
        const isRead = request.method === 'GET' || request.method === 'HEAD';
        const answer = isRead ? cache.peek(request.url ?? '') : undefined;
        if (answer !== undefined) {
            context.route = answer.route;
            const allowed = context.caller?.advertisers;
            if (allowed === undefined || (answer.advertiser !== undefined && allowed.has(answer.advertiser))) {
                (0, send_1.sendAnswer)(request, response, context, answer);
            }
            else
                (0, send_1.sendProblem)(request, response, context, (0, recommendations_1.outOfScope)(answer.advertiser));
            finish(context, request, response, 'hit');
            return;
        }
        response.once('close', () => {
            finish(context, request, response, isRead ? 'miss' : 'none');
        });
        (0, request_context_1.attachContext)(request, context);
        app(request, response);
    };
    function finish(context, request, response, outcome) {
        const seconds = (performance.now() - context.startedAt) / 1_000;
        const status = response.writableFinished || response.headersSent ? response.statusCode : 499;
        metrics.observe(context.route, status, outcome, seconds);
        // Ad servers ask on every page view: a line for each request is for those who look for something.
        if (!log.isLevelEnabled('debug'))
            return;
        const { id, route, caller } = context;
        log.debug({
            request_id: id,
            method: request.method,
            url: request.url,
            route,
            status,
            cache: outcome,
            caller: caller?.id,
            ms: Math.round(seconds * 1e6) / 1e3,
        }, 'answered');
    }
}
/** What a request to a proxy asks for, as it stands in any other request (RFC 9112, 3.2.2). */
function originForm(target) {
    if (target.startsWith('/'))
        return target;
    const path = target.replace(ABSOLUTE_FORM, '');
    return path.startsWith('?') || path === '' ? `/${path}` : path;
}
function lacksHost({ httpVersion, headers }) {
    return httpVersion === '1.1' && headers.host === undefined;
}
//# sourceMappingURL=front.js.map