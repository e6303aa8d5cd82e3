"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.KEYS_UNREAD = void 0;
exports.createGate = createGate;
const cors_1 = __importDefault(require("cors"));
const problem_1 = require("../problem");
const client_address_1 = require("./client-address");
const credentials_1 = require("./credentials");
/** Probes come without a key, and as often as they like. */
const PROBES = '/health/';
/** What the API is may be read without a key, and signing in is how to bring one. */
const OPEN = /^\/(?:docs|openapi\.json|dashboard\.css|sign-in|sign-out)(?:[/?]|$)/;
const EXPOSED_HEADERS = [
    'ETag',
    'X-Request-Id',
    'RateLimit-Limit',
    'RateLimit-Remaining',
    'RateLimit-Reset',
    'Retry-After',
];
const PREFLIGHT_SECONDS = 3_600;
/** The answer to everybody until the keys have been read once. */
exports.KEYS_UNREAD = new problem_1.Problem('noDatabase', 'the API keys cannot be read at the moment; try again in a few seconds');
/** Keys, limits and CORS, for every request alike. */
function createGate({ keyRing, limiter, trustedProxies, corsOrigins, isPage }) {
    const answersForBrowser = browserCheck(corsOrigins);
    // Sent along by itself, a cookie must not open what other pages could make a browser ask for.
    const keyOf = ({ headers, url = '' }) => (0, credentials_1.presentedKey)(headers) ?? (isPage(url) ? (0, credentials_1.keyOfCookie)(headers) : undefined);
    return {
        admit: (request, response, context) => {
            if (request.url?.startsWith(PROBES) === true)
                return undefined;
            if (answersForBrowser(request, response))
                return 'answered';
            const presented = keyRing === undefined ? undefined : keyOf(request);
            const caller = presented === undefined ? undefined : keyRing?.verify(presented);
            context.caller = caller;
            // Whoever has no valid key counts for its address, so that guessing has a limit too. No address is an id of a key.
            context.limits = limiter?.take(caller?.id ?? (0, client_address_1.clientAddress)(request, trustedProxies));
            if (context.limits?.allowed === false)
                return tooMany(context.limits);
            if (keyRing === undefined || caller !== undefined)
                return undefined;
            return OPEN.test(request.url ?? '') ? undefined : refuse(keyRing, presented);
        },
    };
}
function tooMany({ limit, resetSeconds }) {
    return new problem_1.Problem('tooMany', `at most ${String(limit)} requests a minute; try again in ${String(resetSeconds)} s`, { retryAfterSeconds: resetSeconds });
}
function refuse(keyRing, presented) {
    if (!keyRing.isLoaded)
        return exports.KEYS_UNREAD;
    return new problem_1.Problem('noKey', presented === undefined
        ? 'send a key as `Authorization: Bearer adk_…` or `X-API-Key: adk_…`'
        : 'the key is unknown or revoked');
}
/** Tells browsers which pages may read an answer; true when it has answered, as to what they ask before a request. */
function browserCheck(origins) {
    if (origins.length === 0)
        return () => false;
    const share = (0, cors_1.default)({
        origin: [...origins],
        methods: ['GET', 'HEAD', 'POST'],
        exposedHeaders: EXPOSED_HEADERS,
        maxAge: PREFLIGHT_SECONDS,
    });
    return (request, response) => {
        let goesOn = false;
        share(request, response, () => (goesOn = true));
        return !goesOn;
    };
}
//# sourceMappingURL=gate.js.map