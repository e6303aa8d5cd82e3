"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.up = up;
const kysely_1 = require("kysely");
/** Lets a run hold the totals of its date; they stay null for the runs that are there. */
async function up(db) {
    await (0, kysely_1.sql) `ALTER TABLE runs ADD COLUMN totals jsonb`.execute(db);
}
//# sourceMappingURL=0003-totals-of-runs.js.map