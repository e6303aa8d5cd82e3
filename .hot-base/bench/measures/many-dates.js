"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureManyDates = measureManyDates;
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
const MAX_RATIO = 3;
const MAX_SECONDS_PER_DATE = 0.2;
/** Two years of dates against one month: every further date publishes full lists. Once, whatever the repeats. */
async function measureManyDates(bench) {
    const { dates: few, manyDates: many } = bench.plan;
    const size = (0, plan_1.largestSize)(bench.plan);
    const logs = await bench.logs.logs(size);
    const timings = [];
    for (const dates of [few, many]) {
        bench.say(`many-dates ${size.name}: ${dates.length} dates`);
        await system_1.Trial.run(bench, logs, async (trial) => {
            timings.push(await trial.backfill(dates));
            await trial.check(dates);
        });
    }
    const [ofFew, ofMany] = timings;
    if (ofFew === undefined || ofMany === undefined)
        throw new Error('both were measured');
    const value = ofMany.wallSeconds / ofFew.wallSeconds;
    const perDate = (ofMany.wallSeconds - ofFew.wallSeconds) / (many.length - few.length);
    return [
        (0, row_1.systemRow)('many-dates', size, `ours, ${few.length} dates`, [ofFew]),
        (0, row_1.systemRow)('many-dates', size, `ours, ${many.length} dates`, [ofMany], {
            ratio: { value, to: `${few.length} dates` },
            ...(0, row_1.goalAt)('L', size, `ratio ≤ ${MAX_RATIO}`, value <= MAX_RATIO),
        }),
        {
            ...{ measure: 'many-dates', size: size.name, who: 'ours, each further date' },
            ...{ wallSeconds: [perDate], cpuSeconds: [], peakMb: [] },
            ...(0, row_1.goalAt)('L', size, `< ${MAX_SECONDS_PER_DATE} s`, perDate < MAX_SECONDS_PER_DATE),
        },
    ];
}
//# sourceMappingURL=many-dates.js.map