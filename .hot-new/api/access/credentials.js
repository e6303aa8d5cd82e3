"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.KEY_COOKIE = void 0;
exports.presentedKey = presentedKey;
exports.keyOfCookie = keyOfCookie;
/** Holds the key of a browser that has signed in to the dashboard. */
exports.KEY_COOKIE = 'adtech_key';
const COOKIE_KEY = new RegExp(`(?:^|; *)${exports.KEY_COOKIE}=(adk_[^;]*)`);
const BEARER_KEY = /^bearer +(adk_\S*)$/i;
/**
 * The key of `Authorization: Bearer adk_…`, or else of `X-API-Key: adk_…`, as it was sent; undefined without one. Other
 * credentials, such as those of a proxy in front, are none of ours. It is a secret: not for logs, nor for answers.
 */
function presentedKey(headers) {
    const bearer = BEARER_KEY.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined)
        return bearer;
    const key = headers['x-api-key'];
    return typeof key === 'string' && key.startsWith('adk_') ? key : undefined;
}
/** The key in the cookie of whoever has signed in to the dashboard. A secret like the other. */
function keyOfCookie({ cookie }) {
    return COOKIE_KEY.exec(cookie ?? '')?.[1];
}
//# sourceMappingURL=credentials.js.map