"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureLateObject = measureLateObject;
const bench_1 = require("../bench");
const logs_1 = require("../logs");
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
const MAX_RATIO = 0.05;
/** One object of 1 % of the rows that comes after everything was counted: only that one is read. */
async function measureLateObject(bench) {
    const { dates } = bench.plan;
    const lastDate = dates.slice(-1);
    const size = (0, plan_1.largestSize)(bench.plan);
    const logs = await bench.logs.logs(size);
    const lateFile = await bench.logs.lateObject(size);
    const lateKey = `${logs.key}-late`;
    const [first, late] = [[], []];
    const startUps = [];
    await (0, bench_1.repeat)(bench, `late-object ${size.name}`, async (round) => {
        await system_1.Trial.run(bench, logs, async (trial) => {
            first.push(await trial.count());
            await trial.backfill(dates);
            const files = (0, logs_1.addLateObject)(trial.lake, lateFile);
            startUps.push(await trial.startUpSeconds(lastDate));
            late.push(await trial.count());
            await trial.backfill(lastDate);
            await trial.check(lastDate, lateKey);
            const [reference] = bench.peers.of(size);
            if (reference === undefined || round > 1)
                return;
            await bench.peers.run(bench, reference, { files, logsKey: lateKey, dates: lastDate });
        });
    });
    const startUp = (0, row_1.median)(startUps);
    const value = ((0, row_1.median)((0, row_1.wallOf)(late)) - startUp) / ((0, row_1.median)((0, row_1.wallOf)(first)) - startUp);
    return [
        (0, row_1.systemRow)('late-object', size, 'ours, all objects', first),
        (0, row_1.systemRow)('late-object', size, 'ours, one more', late, {
            ratio: { value, to: 'all objects' },
            ...(0, row_1.goalAt)('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
            note: `ratio: both without the ${startUp.toFixed(2)} s of a command that does nothing`,
        }),
    ];
}
//# sourceMappingURL=late-object.js.map