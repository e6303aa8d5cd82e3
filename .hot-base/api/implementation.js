"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.implement = implement;
/** Puts a route and its code together. */
function implement(endpoint, handle) {
    return { endpoint, handle: handle };
}
//# sourceMappingURL=implementation.js.map