"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.messageOf = messageOf;
/** What an error says; failed connections to several addresses keep their messages inside. */
function messageOf(error) {
    if (error instanceof AggregateError)
        return error.errors.map((inner) => messageOf(inner)).join('; ');
    return error instanceof Error ? error.message : String(error);
}
//# sourceMappingURL=message-of.js.map