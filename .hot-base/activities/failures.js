"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TooManyRejectsError = void 0;
exports.toFailure = toFailure;
const activity_1 = require("@temporalio/activity");
const errors_1 = require("../db/errors");
const publication_1 = require("../db/publication");
const lake_1 = require("../storage/lake");
const log_header_1 = require("../storage/log-header");
/** Too many rows are malformed to trust the rest. */
class TooManyRejectsError extends Error {
    name = 'TooManyRejectsError';
}
exports.TooManyRejectsError = TooManyRejectsError;
const PERMANENT = [
    { error: log_header_1.BadLogError, type: 'BadLog' },
    { error: TooManyRejectsError, type: 'TooManyRejects' },
    { error: lake_1.LakeRefusedError, type: 'LakeRefused' },
    { error: publication_1.StaleAttemptError, type: 'StaleAttempt' },
];
/** The failure that Temporal gets for an error of a step: permanent ones end the run at once, all others are tried again. */
function toFailure(error) {
    if (error instanceof activity_1.ApplicationFailure)
        return error;
    const message = error instanceof Error ? error.message : String(error);
    const permanent = PERMANENT.find((kind) => error instanceof kind.error);
    if (permanent !== undefined)
        return activity_1.ApplicationFailure.nonRetryable(message, permanent.type);
    if (error instanceof lake_1.LakeObjectChangedError || error instanceof lake_1.LakeObjectMissingError) {
        return activity_1.ApplicationFailure.retryable(message, 'LakeObjectChanged');
    }
    if (error instanceof lake_1.LakeUnreachableError)
        return activity_1.ApplicationFailure.retryable(message, 'LakeUnreachable');
    const fault = (0, errors_1.databaseFault)(error);
    if (fault === 'passing')
        return activity_1.ApplicationFailure.retryable(`database: ${describe(error, message)}`, 'DatabaseUnavailable');
    if (fault === 'permanent') {
        return activity_1.ApplicationFailure.nonRetryable(`database: ${message}; is it migrated (\`npx adtech migrate\`), and may this role write to it?`, 'DatabaseRefused');
    }
    return activity_1.ApplicationFailure.create({
        message,
        type: error instanceof Error ? error.name : 'Error',
        ...(error instanceof Error ? { cause: error } : {}),
    });
}
/** A failed connection to several addresses has its messages inside. */
function describe(error, message) {
    if (!(error instanceof AggregateError))
        return message;
    return error.errors.map((inner) => (inner instanceof Error ? inner.message : String(inner))).join('; ');
}
//# sourceMappingURL=failures.js.map