"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureOneDate = measureOneDate;
const bench_1 = require("../bench");
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
const MAX_RATIO = 1.3;
/** All dates against one, each from a lake that nothing of is counted: what does a further date cost? */
async function measureOneDate(bench) {
    const { dates } = bench.plan;
    const size = (0, plan_1.largestSize)(bench.plan);
    const logs = await bench.logs.logs(size);
    const [all, one] = [[], []];
    await (0, bench_1.repeat)(bench, `one-date ${size.name}`, async () => {
        for (const [wanted, timings] of [
            [dates.slice(-1), one],
            [dates, all],
        ]) {
            await system_1.Trial.run(bench, logs, async (trial) => {
                timings.push(await trial.backfill(wanted));
                await trial.check(wanted);
            });
        }
    });
    const value = (0, row_1.median)((0, row_1.wallOf)(all)) / (0, row_1.median)((0, row_1.wallOf)(one));
    return [
        (0, row_1.systemRow)('one-date', size, 'ours, 1 date', one),
        (0, row_1.systemRow)('one-date', size, `ours, ${dates.length} dates`, all, {
            ratio: { value, to: '1 date' },
            ...(0, row_1.goalAt)('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
        }),
    ];
}
//# sourceMappingURL=one-date.js.map