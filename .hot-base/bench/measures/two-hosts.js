"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureTwoHosts = measureTwoHosts;
const bench_1 = require("../bench");
const history_1 = require("../history");
const network_1 = require("../network");
const plan_1 = require("../plan");
const row_1 = require("../row");
const system_1 = require("../system");
/** Two workers, each in a network namespace of its own, share the counting: both must work, and nothing is done twice. */
async function measureTwoHosts(bench) {
    const size = (0, plan_1.largestSize)(bench.plan);
    const obstacle = network_1.TwoHosts.obstacle();
    if (obstacle !== undefined)
        return [(0, row_1.noteRow)('two-hosts', size, 'ours', `skipped: ${obstacle}`)];
    const lastDate = bench.plan.dates.slice(-1);
    const logs = await bench.logs.logs(size);
    const [one, two] = [[], []];
    const ranges = [];
    const hosts = await network_1.TwoHosts.create();
    try {
        await (0, bench_1.repeat)(bench, `two-hosts ${size.name}`, async () => {
            await system_1.Trial.run(bench, logs, async (trial) => {
                one.push(await trial.count());
            });
            await system_1.Trial.run(bench, logs, async (trial) => {
                two.push(await trial.count());
                await trial.backfill(lastDate);
                await trial.check(lastDate);
                ranges.push(await (0, history_1.findCountedRanges)(trial.temporal.address));
            }, { hosts });
        });
    }
    finally {
        await hosts.remove();
    }
    const worst = ranges.map(shares).sort((a, b) => Number(a.isShared) - Number(b.isShared))[0];
    return [
        (0, row_1.systemRow)('two-hosts', size, 'ours, 1 worker', one),
        (0, row_1.systemRow)('two-hosts', size, 'ours, 2 workers', two, {
            ratio: { value: (0, row_1.median)((0, row_1.wallOf)(two)) / (0, row_1.median)((0, row_1.wallOf)(one)), to: '1 worker' },
            ...(0, row_1.goalAt)('L', size, 'both work, nothing twice', worst?.isShared ?? false),
            note: worst?.text ?? '',
        }),
    ];
}
/** How many ranges each worker has counted, and how many were counted twice. */
function shares(ranges) {
    const byWorker = new Map();
    for (const { worker } of ranges)
        byWorker.set(worker, (byWorker.get(worker) ?? 0) + 1);
    const twice = ranges.length - new Set(ranges.map(({ range }) => range)).size;
    return {
        isShared: byWorker.size === 2 && twice === 0,
        text: `ranges counted by each worker: ${[...byWorker.values(), 0, 0].slice(0, 2).join(' and ')}; twice: ${twice}`,
    };
}
//# sourceMappingURL=two-hosts.js.map