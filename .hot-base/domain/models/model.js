"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.LIST_LENGTH = void 0;
/** Most products in one list. */
exports.LIST_LENGTH = 20;
//# sourceMappingURL=model.js.map