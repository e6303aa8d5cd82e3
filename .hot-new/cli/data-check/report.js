"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.NAMED_IDS = exports.SHOWN_ROWS = void 0;
/** Rows that are shown of each kind of oddity. */
exports.SHOWN_ROWS = 3;
/** Ids that are named of each kind of oddity. */
exports.NAMED_IDS = 20;
//# sourceMappingURL=report.js.map