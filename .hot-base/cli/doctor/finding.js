"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.CHECKS = void 0;
exports.finding = finding;
exports.checked = checked;
exports.skipped = skipped;
exports.backfillOf = backfillOf;
/** What is checked, in this order. */
exports.CHECKS = [
    'settings',
    'temporal',
    'postgres',
    'migrations',
    'lake',
    'schedule',
    'worker',
    'calendar',
    'inputs',
    'rejects',
    'volume',
];
/** A finding; what is not given there is none of. */
function finding(message, more = {}) {
    return { message, dates: [], remedy: null, command: null, ...more };
}
/** The report of a check that was made. */
function checked(check, summary, findings = []) {
    return { check, state: findings.length === 0 ? 'ok' : 'wrong', summary, findings };
}
/** The report of a check that could not be made. */
function skipped(check, needs) {
    return { check, state: 'skipped', summary: `not looked at: needs ${needs}`, findings: [] };
}
/** A backfill of the dates in a state, over the range that they lie in. */
function backfillOf(dates, only) {
    const sorted = [...dates].sort();
    return `npx adtech backfill --from ${sorted[0] ?? ''} --to ${sorted.at(-1) ?? ''} --only ${only}`;
}
//# sourceMappingURL=finding.js.map