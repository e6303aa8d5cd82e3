"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.beginContext = beginContext;
exports.attachContext = attachContext;
exports.contextOf = contextOf;
const node_crypto_1 = require("node:crypto");
const CONTEXT = Symbol('context');
const SENT_ID = /^[\w.:-]{1,64}$/;
/** Begins the context of a request that has just arrived. */
function beginContext(request) {
    const sent = request.headers['x-request-id'];
    return {
        id: typeof sent === 'string' && SENT_ID.test(sent) ? sent : (0, node_crypto_1.randomUUID)(),
        startedAt: performance.now(),
        caller: undefined,
        limits: undefined,
        route: 'none',
        problemPage: undefined,
    };
}
/** Gives a request its context, for those who are handed nothing but the request. */
function attachContext(request, context) {
    request[CONTEXT] = context;
}
/** The context that a request was given. @throws Error when it was given none */
function contextOf(request) {
    const context = request[CONTEXT];
    if (context === undefined)
        throw new Error('the request has no context');
    return context;
}
//# sourceMappingURL=request-context.js.map