"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureDates = measureDates;
const bench_1 = require("../bench");
const row_1 = require("../row");
const system_1 = require("../system");
/** What ours may take at most, against the fastest peer, by size. */
const MAX_RATIO = { M: 1.2, L: 0.7 };
/** All dates from raw logs to published lists, against peers that write the same lists to files. */
async function measureDates(bench) {
    const rows = [];
    for (const size of bench.plan.sizes)
        rows.push(...(await measureSize(bench, size)));
    return rows;
}
async function measureSize(bench, size) {
    const { plan, peers } = bench;
    const logs = await bench.logs.logs(size);
    const ours = [];
    const startUps = [];
    const theirs = new Map(peers.of(size).map((peer) => [peer, []]));
    await (0, bench_1.repeat)(bench, `dates ${size.name}`, async () => {
        await system_1.Trial.run(bench, logs, async (trial) => {
            startUps.push(await trial.startUpSeconds(plan.dates));
            ours.push(await trial.backfill(plan.dates));
            await trial.check(plan.dates);
        });
        for (const [peer, timings] of theirs) {
            bench.say(`dates ${size.name}: ${peer.name}`);
            const lake = bench.logs.openLake(logs);
            const dates = peers.datesOf(peer, size, plan.dates);
            timings.push(await peers.run(bench, peer, { files: lake.files, logsKey: logs.key, dates }));
            lake.remove();
        }
    });
    const startUp = `${(0, row_1.median)(startUps).toFixed(1)} s of it are the start of the command`;
    return [
        (0, row_1.systemRow)('dates', size, 'ours', ours, { note: startUp, ...verdict(bench, size, ours, theirs) }),
        ...[...theirs].map(([peer, timings]) => {
            const done = peers.datesOf(peer, size, plan.dates).length;
            const note = done < plan.dates.length ? { note: `${done} date only, not ${plan.dates.length}` } : {};
            return (0, row_1.peerRow)('dates', size, peer.name, timings, note);
        }),
        ...(0, row_1.leftOutRows)('dates', size, peers),
    ];
}
/** Ours through the fastest peer that did the same dates. */
function verdict({ plan, peers }, size, ours, theirs) {
    const [best] = [...theirs]
        .filter(([peer]) => peers.datesOf(peer, size, plan.dates).length === plan.dates.length)
        .map(([peer, timings]) => ({ to: peer.name, seconds: (0, row_1.median)((0, row_1.wallOf)(timings)) }))
        .sort((a, b) => a.seconds - b.seconds);
    if (best === undefined)
        return {};
    const value = (0, row_1.median)((0, row_1.wallOf)(ours)) / best.seconds;
    const limit = MAX_RATIO[size.name];
    return {
        ratio: { value, to: best.to },
        ...(limit === undefined ? {} : (0, row_1.goalAt)(size.name, size, `ratio ≤ ${limit}`, value <= limit)),
    };
}
//# sourceMappingURL=dates.js.map