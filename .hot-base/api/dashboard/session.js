"use strict";
var __createBinding = (this && this.__createBinding) || (Object.create ? (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    var desc = Object.getOwnPropertyDescriptor(m, k);
    if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) {
      desc = { enumerable: true, get: function() { return m[k]; } };
    }
    Object.defineProperty(o, k2, desc);
}) : (function(o, m, k, k2) {
    if (k2 === undefined) k2 = k;
    o[k2] = m[k];
}));
var __setModuleDefault = (this && this.__setModuleDefault) || (Object.create ? (function(o, v) {
    Object.defineProperty(o, "default", { enumerable: true, value: v });
}) : function(o, v) {
    o["default"] = v;
});
var __importStar = (this && this.__importStar) || (function () {
    var ownKeys = function(o) {
        ownKeys = Object.getOwnPropertyNames || function (o) {
            var ar = [];
            for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
            return ar;
        };
        return ownKeys(o);
    };
    return function (mod) {
        if (mod && mod.__esModule) return mod;
        var result = {};
        if (mod != null) for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
        __setModuleDefault(result, mod);
        return result;
    };
})();
Object.defineProperty(exports, "__esModule", { value: true });
exports.sessionRoutes = sessionRoutes;
const express_1 = __importStar(require("express"));
const credentials_1 = require("../access/credentials");
const gate_1 = require("../access/gate");
const problem_1 = require("../problem");
const paths_1 = require("./paths");
const BODY_LIMIT = '4kb';
/**
 * Signing in and out: a browser cannot send a key by itself, so that it keeps it in a cookie, which no script and no
 * other site's page can use. Without a key ring no key is required, and there is nothing to sign in to.
 */
function sessionRoutes(keyRing) {
    const router = (0, express_1.Router)({ caseSensitive: true });
    router.post(paths_1.PATHS.signIn, express_1.default.urlencoded({ extended: false, limit: BODY_LIMIT }), (request, response) => {
        refuseOtherSites(request);
        const { key, next } = fieldsOf(request);
        if (keyRing !== undefined) {
            if (!keyRing.isLoaded)
                throw gate_1.KEYS_UNREAD;
            if (keyRing.verify(key) === undefined)
                throw new problem_1.Problem('noKey', 'the key is unknown or revoked');
            setCookie(request, response, key);
        }
        response.redirect(303, pathOf(next));
    });
    router.post(paths_1.PATHS.signOut, (request, response) => {
        refuseOtherSites(request);
        setCookie(request, response, undefined);
        response.redirect(303, paths_1.PATHS.overview);
    });
    return router;
}
/** Nobody else's page may sign a browser in or out; a browser says where a form comes from. */
function refuseOtherSites({ headers }) {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin') {
        throw new problem_1.Problem('badRequest', 'this form must be sent from the dashboard itself');
    }
}
function fieldsOf({ body }) {
    const fields = (body ?? {});
    const text = (name) => {
        const value = fields[name];
        return typeof value === 'string' ? value : '';
    };
    return { key: text('key').trim(), next: text('next') };
}
/** A path of this server and nothing else, or the overview. */
function pathOf(next) {
    const base = 'http://here.invalid';
    if (!next.startsWith('/') || !URL.canParse(next, base))
        return paths_1.PATHS.overview;
    const { origin, pathname, search } = new URL(next, base);
    return origin === base && !pathname.startsWith('//') ? `${pathname}${search}` : paths_1.PATHS.overview;
}
function setCookie({ headers, socket }, response, key) {
    // Behind a proxy that does TLS. Who lies about it only keeps their own cookie from being sent.
    const isSecure = headers['x-forwarded-proto'] === 'https' || 'encrypted' in socket;
    response.setHeader('Set-Cookie', [
        `${credentials_1.KEY_COOKIE}=${key ?? ''}`,
        'Path=/',
        'HttpOnly',
        'SameSite=Strict',
        ...(isSecure ? ['Secure'] : []),
        ...(key === undefined ? ['Max-Age=0'] : []),
    ].join('; '));
}
//# sourceMappingURL=session.js.map