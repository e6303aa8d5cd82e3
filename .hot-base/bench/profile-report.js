"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.profileJson = profileJson;
exports.profileText = profileText;
/** Profiles as a JSON document. */
function profileJson(what, threads) {
    const report = threads.map(({ name, busySeconds, functions }) => ({
        thread: name,
        busy_seconds: busySeconds,
        functions: functions.map(({ label, selfSeconds, share }) => ({
            function: label,
            self_seconds: selfSeconds,
            share,
        })),
    }));
    return `${JSON.stringify({ what, threads: report }, null, 2)}\n`;
}
/** A profile for a terminal. */
function profileText({ name, busySeconds, functions }) {
    const lines = functions.map(({ label, selfSeconds, share }) => `${selfSeconds.toFixed(2).padStart(8)} s ${(share * 100).toFixed(0).padStart(3)} %  ${label}\n`);
    return `${name}, busy for ${busySeconds.toFixed(1)} s\n${lines.join('')}`;
}
//# sourceMappingURL=profile-report.js.map