"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.endTogether = endTogether;
/** Responses that have their head, and what is left to send, in turn. */
let waiting = [];
/**
 * Ends a response together with all others of this turn of the event loop. Sent one by one between other work, each
 * answer wakes a reader that has gone to sleep since the last: that costs more than making the answer.
 */
function endTogether(response, body) {
    if (waiting.push([response, body]) === 1)
        setImmediate(endAll);
}
function endAll() {
    const ending = waiting;
    waiting = [];
    for (const [response, body] of ending)
        response.end(body);
}
//# sourceMappingURL=send-together.js.map