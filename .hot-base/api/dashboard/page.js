"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.page = page;
/** Puts a route and its code together. */
function page(route, show) {
    return { route, show };
}
//# sourceMappingURL=page.js.map