"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.LakeUnreachableError = exports.LakeRefusedError = exports.LakeObjectExistsError = exports.LakeObjectChangedError = exports.LakeObjectMissingError = void 0;
exports.refuseRelativeKey = refuseRelativeKey;
/**
 * Refuses a key that a folder and a bucket would take for different places.
 * @throws LakeRefusedError when a part of it is `.` or `..`.
 */
function refuseRelativeKey(key) {
    if (key.split('/').some((part) => part === '.' || part === '..')) {
        throw new LakeRefusedError(`${key}: lies outside the lake; no part of a key may be \`.\` or \`..\``);
    }
}
/** No object has that key. */
class LakeObjectMissingError extends Error {
    key;
    name = 'LakeObjectMissingError';
    constructor(key) {
        super(`${key}: no such object in the lake`);
        this.key = key;
    }
}
exports.LakeObjectMissingError = LakeObjectMissingError;
/** The object was replaced or cut while it was being read; reading again from the start may succeed. */
class LakeObjectChangedError extends Error {
    key;
    name = 'LakeObjectChangedError';
    constructor(key, detail) {
        super(`${key}: changed while it was being read (${detail})`);
        this.key = key;
    }
}
exports.LakeObjectChangedError = LakeObjectChangedError;
/** An object with that key is there already. */
class LakeObjectExistsError extends Error {
    key;
    name = 'LakeObjectExistsError';
    constructor(key) {
        super(`${key}: exists already`);
        this.key = key;
    }
}
exports.LakeObjectExistsError = LakeObjectExistsError;
/** The lake refuses this caller or does not exist: trying again will not help before somebody mends it. */
class LakeRefusedError extends Error {
    name = 'LakeRefusedError';
}
exports.LakeRefusedError = LakeRefusedError;
/** The lake does not answer; it may again. */
class LakeUnreachableError extends Error {
    name = 'LakeUnreachableError';
}
exports.LakeUnreachableError = LakeUnreachableError;
//# sourceMappingURL=lake.js.map