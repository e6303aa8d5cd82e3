"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.inSnapshot = inSnapshot;
/** Reads in one snapshot, so that all statements of `read` see the same publications. */
async function inSnapshot(db, read) {
    return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
//# sourceMappingURL=snapshot.js.map