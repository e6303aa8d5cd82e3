"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureMemory = measureMemory;
const bench_1 = require("../bench");
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
const MAX_PEAK_MB = 500;
const MAX_RATIO = 1.15;
/** The worker's peak memory for all dates, and again with twice the rows over the same keys. */
async function measureMemory(bench) {
    const size = (0, plan_1.largestSize)(bench.plan);
    const [once, twice] = [await measureSize(bench, size), await measureSize(bench, (0, plan_1.doubled)(size))];
    const peak = peakOf(once);
    const ratio = peakOf(twice) / peak;
    return [
        (0, row_1.systemRow)('memory', size, 'ours', once, (0, row_1.goalAt)('L', size, `peak ≤ ${MAX_PEAK_MB} MB`, peak <= MAX_PEAK_MB)),
        (0, row_1.systemRow)('memory', (0, plan_1.doubled)(size), 'ours', twice, {
            ratio: { value: ratio, to: `the peak of ${size.name}` },
            ...(0, row_1.goalAt)('L', size, `peak ratio ≤ ${MAX_RATIO}`, ratio <= MAX_RATIO),
        }),
    ];
}
async function measureSize(bench, size) {
    const { dates } = bench.plan;
    const logs = await bench.logs.logs(size);
    const timings = [];
    await (0, bench_1.repeat)(bench, `memory ${size.name}`, async () => {
        await system_1.Trial.run(bench, logs, async (trial) => {
            timings.push(await trial.backfill(dates));
            await trial.check(dates);
        });
    });
    const [reference] = bench.peers.of(size);
    if (reference !== undefined) {
        const lake = bench.logs.openLake(logs);
        await bench.peers.run(bench, reference, { files: lake.files, logsKey: logs.key, dates: dates.slice(-1) });
        lake.remove();
    }
    return timings;
}
function peakOf(timings) {
    return (0, row_1.median)(timings.map(({ workerPeakMb }) => workerPeakMb ?? NaN));
}
//# sourceMappingURL=memory.js.map