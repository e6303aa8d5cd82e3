"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureMemory = measureMemory;
const process_usage_1 = require("../process-usage");
const contestant_1 = require("./contestant");
const random_1 = require("./random");
const round_1 = require("./round");
/** Far less than all lists take. */
const CACHE_MB = 16;
const STEPS = 4;
const MAX_RATIO = 1.1;
const MAX_SECONDS = 600;
/** The memory of our API while it answers random advertisers, many more than its cache holds. */
async function measureMemory(bench) {
    const { database, ours, plan, say } = bench;
    const who = `ours, API_CACHE_MB=${CACHE_MB}`;
    const running = await ours.start({ cacheMb: CACHE_MB });
    try {
        const rounds = [];
        const sizesMb = [];
        for (let step = 1; step <= STEPS; step++) {
            say(`memory, ${step} of ${STEPS}`);
            const asks = (0, random_1.drawn)(database.advertisers, plan.memoryStepRequests).map((advertiser) => ({
                path: (0, contestant_1.pathOf)(advertiser),
            }));
            const round = { asks, isWalk: true, seconds: MAX_SECONDS, checksMarks: false };
            rounds.push(await (0, round_1.runRound)(bench, who, running, round));
            sizesMb.push((0, process_usage_1.residentMemoryMb)(running.pid) ?? NaN);
        }
        const [first = NaN, last = NaN] = [sizesMb[0], sizesMb.at(-1)];
        const requests = (step) => (step * plan.memoryStepRequests).toLocaleString('en');
        const sizes = sizesMb.map((size) => Math.round(size)).join(', ');
        return {
            rows: [
                {
                    measure: 'memory',
                    who,
                    rounds,
                    note: `resident after ${requests(1)} requests and every ${requests(1)} more: ${sizes} MB`,
                },
            ],
            goals: [
                {
                    text: `memory: after ${requests(STEPS)} requests at most ${MAX_RATIO} × after ${requests(1)}`,
                    reached: `${(last / first).toPrecision(3)} ×`,
                    isMet: last <= MAX_RATIO * first,
                },
            ],
        };
    }
    finally {
        await running.stop();
    }
}
//# sourceMappingURL=measure-memory.js.map