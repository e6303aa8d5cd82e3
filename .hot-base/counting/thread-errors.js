"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.toPlainError = toPlainError;
exports.fromPlainError = fromPlainError;
const types_1 = require("node:util/types");
const lake_1 = require("../storage/lake");
const log_header_1 = require("../storage/log-header");
/** Errors that mean something to whoever waits for a task; on its way between threads an error loses its class. */
const KNOWN = [
    log_header_1.BadLogError,
    lake_1.LakeObjectChangedError,
    lake_1.LakeObjectExistsError,
    lake_1.LakeObjectMissingError,
    lake_1.LakeRefusedError,
    lake_1.LakeUnreachableError,
];
/** Takes an error apart. */
function toPlainError(error) {
    if (!(error instanceof Error) && !(0, types_1.isNativeError)(error)) {
        return { name: 'Error', message: String(error), stack: undefined, fields: {} };
    }
    const { name, message, stack } = error;
    const fields = Object.entries(error).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
    return { name, message, stack, fields: Object.fromEntries(fields) };
}
/** Puts an error together again, of the class that it was. */
function fromPlainError({ name, message, stack, fields }) {
    const known = KNOWN.find((kind) => kind.name === name);
    const error = known === undefined ? new Error(message) : Object.create(known.prototype);
    const described = { message, stack, name };
    for (const [field, value] of Object.entries(described)) {
        Object.defineProperty(error, field, { value, configurable: true, writable: true });
    }
    return Object.assign(error, fields);
}
//# sourceMappingURL=thread-errors.js.map