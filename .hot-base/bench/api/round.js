"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.runRound = runRound;
exports.rateOf = rateOf;
const process_usage_1 = require("../process-usage");
const plan_1 = require("./plan");
/** Puts load on a contestant, and takes the CPU time of its process and of Postgres. @throws Error after any error, or another status than `status`. */
async function runRound({ load, servers, stop }, who, contestant, round, status = 200) {
    const cpu = () => [(0, process_usage_1.cpuSecondsOf)(contestant.pid), (0, process_usage_1.cpuSecondsOf)(servers.postgres.pid)];
    const { port, headers } = contestant;
    const [serverBefore, postgresBefore] = cpu();
    const report = await load.run({ ...round, port, headers, connections: plan_1.CONNECTIONS }, stop);
    const [serverAfter, postgresAfter] = cpu();
    const others = Object.entries(report.statuses).filter(([other]) => Number(other) !== status);
    if (report.errors > 0 || others.length > 0 || report.requests === 0) {
        const statuses = others.map(([other, count]) => `${count} × ${other}`).join(', ');
        throw new Error(`${who}: ${report.errors} errors (${report.firstError ?? 'none'}); of ${report.requests} answers ${statuses || 'all'} ${others.length > 0 ? `instead of ${status}` : `with ${status}`}`);
    }
    const perRequest = (before, after) => before === undefined || after === undefined ? undefined : ((after - before) * 1e6) / report.requests;
    return {
        ...report,
        serverMicroseconds: perRequest(serverBefore, serverAfter),
        postgresMicroseconds: perRequest(postgresBefore, postgresAfter),
    };
}
/** Requests in a second. */
function rateOf({ requests, seconds }) {
    return requests / seconds;
}
//# sourceMappingURL=round.js.map