"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.backfillCommand = backfillCommand;
/** The command that runs dates again: those in the range that are so. */
function backfillCommand(from, to, only) {
    return `npx adtech backfill --from ${from} --to ${to} --only ${only}`;
}
//# sourceMappingURL=commands.js.map