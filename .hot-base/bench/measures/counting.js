"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureCounting = measureCounting;
const bench_1 = require("../bench");
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
const MAX_RATIO = 0.4;
/** Reading and counting alone: our command from its start to its end, the peers without the start of their interpreter. */
async function measureCounting(bench) {
    const { plan, peers } = bench;
    const size = (0, plan_1.largestSize)(plan);
    const logs = await bench.logs.logs(size);
    const lastDate = plan.dates.slice(-1);
    const ours = [];
    const counting = peers.of(size).filter(({ readsOnce }) => readsOnce);
    const theirs = new Map(counting.map((peer) => [peer, []]));
    await (0, bench_1.repeat)(bench, `counting ${size.name}`, async () => {
        await system_1.Trial.run(bench, logs, async (trial) => {
            ours.push(await trial.count());
            // What was counted is right if what is made of it is.
            await trial.backfill(lastDate);
            await trial.check(lastDate);
        });
        for (const [peer, timings] of theirs) {
            bench.say(`counting ${size.name}: ${peer.name}`);
            const lake = bench.logs.openLake(logs);
            const timing = await peers.run(bench, peer, { files: lake.files, logsKey: logs.key, dates: lastDate });
            timings.push({ ...timing, wallSeconds: timing.scanSeconds ?? timing.wallSeconds });
            lake.remove();
        }
    });
    const [best] = [...theirs]
        .map(([peer, timings]) => ({ to: peer.name, seconds: (0, row_1.median)((0, row_1.wallOf)(timings)) }))
        .sort((a, b) => a.seconds - b.seconds);
    const value = best === undefined ? NaN : (0, row_1.median)((0, row_1.wallOf)(ours)) / best.seconds;
    return [
        (0, row_1.systemRow)('counting', size, 'ours', ours, {
            ...(best === undefined ? {} : { ratio: { value, to: best.to } }),
            ...(0, row_1.goalAt)('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
        }),
        ...[...theirs].map(([peer, timings]) => (0, row_1.peerRow)('counting', size, peer.name, timings, {
            note: 'wall of the scan alone; CPU and memory of the whole, with one date',
        })),
        ...(0, row_1.leftOutRows)('counting', size, peers),
    ];
}
//# sourceMappingURL=counting.js.map