"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.endpoint = endpoint;
/** Describes a route; its types are kept as exact as they are written. */
function endpoint(description) {
    return description;
}
//# sourceMappingURL=endpoint.js.map