"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.UsageError = exports.EXIT = void 0;
/** What the exit code of a command says. */
exports.EXIT = { done: 0, failed: 1, wrongUsage: 2, partlyDone: 3 };
/** The command was called in a way that cannot work; its message says what would. */
class UsageError extends Error {
    name = 'UsageError';
}
exports.UsageError = UsageError;
//# sourceMappingURL=exit-codes.js.map