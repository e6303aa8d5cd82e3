"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.newApiKey = newApiKey;
exports.apiKeyText = apiKeyText;
exports.parseApiKey = parseApiKey;
exports.isApiKeyId = isApiKeyId;
exports.digestOfSecret = digestOfSecret;
const node_crypto_1 = require("node:crypto");
const ID_BYTES = 6;
const SECRET_BYTES = 32;
const KEY = /^adk_([0-9a-f]{12})_([\w-]{43})$/;
const ID = /^[0-9a-f]{12}$/;
/** A new key. */
function newApiKey() {
    return {
        id: (0, node_crypto_1.randomBytes)(ID_BYTES).toString('hex'),
        secret: (0, node_crypto_1.randomBytes)(SECRET_BYTES).toString('base64url'),
    };
}
/** The text that the holder of a key sends: `adk_<id>_<secret>`. */
function apiKeyText({ id, secret }) {
    return `adk_${id}_${secret}`;
}
/** Takes the text of a key apart; undefined for any other text. */
function parseApiKey(text) {
    const [, id, secret] = KEY.exec(text) ?? [];
    return id === undefined || secret === undefined ? undefined : { id, secret };
}
/** Tells whether `text` can be the id of a key. */
function isApiKeyId(text) {
    return ID.test(text);
}
/**
 * The SHA-256 of a secret, which is all that is stored of it. A slow hash guards passwords, since those can be guessed;
 * 256 random bits cannot, and a fast one lets each request be checked in microseconds.
 */
function digestOfSecret(secret) {
    // Bytes by way of a text take a third of the time that bytes at once do.
    return Buffer.from((0, node_crypto_1.hash)('sha256', secret, 'binary'), 'latin1');
}
//# sourceMappingURL=api-key-text.js.map