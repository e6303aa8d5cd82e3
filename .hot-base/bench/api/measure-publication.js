"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measurePublication = measurePublication;
const promises_1 = require("node:timers/promises");
const servers_1 = require("../servers");
const api_bench_1 = require("./api-bench");
const contestant_1 = require("./contestant");
const lists_database_1 = require("./lists-database");
const round_1 = require("./round");
/** Before the first publication, between two, and after the last. */
const PAUSE_MS = 400;
const MAX_SECONDS = 600;
/** The date of all asked lists is published again and again under load: no error, and every answer is of one publication. */
async function measurePublication(bench) {
    const { load, ours, plan, say, stop } = bench;
    say(`publication: ${plan.publications} under load`);
    const advertisers = (0, api_bench_1.hotAdvertisers)(bench);
    const running = await ours.start();
    try {
        const asks = advertisers.map((advertiser) => ({ path: (0, contestant_1.pathOf)(advertiser) }));
        const who = 'ours, hot';
        const rounds = (0, round_1.runRound)(bench, who, running, {
            ...{ asks, isWalk: false, seconds: MAX_SECONDS, checksMarks: true },
        });
        // It is waited for below, when all is published.
        rounds.catch(() => undefined);
        const committedAt = await publishAll(bench, advertisers).finally(() => {
            load.finish();
        });
        const round = await rounds;
        stop.throwIfAborted();
        const staleMs = longestStale(round, committedAt);
        if (round.marks.at(-1)?.mark !== plan.publications)
            throw new Error('the last publication was not seen');
        const note = `${plan.publications} publications, ${round.marks.length - 1} of them seen; a list of before was last answered ${Math.max(0, staleMs)} ms after a COMMIT`;
        return {
            rows: [{ measure: 'publication', who, rounds: [round], note }],
            goals: [
                {
                    text: `publication: no error, every answer whole and of one publication`,
                    reached: `${round.errors} errors in ${round.requests.toLocaleString('en')} answers`,
                    isMet: round.errors === 0,
                },
            ],
        };
    }
    finally {
        await running.stop();
    }
}
/** When each publication was committed, in milliseconds since 1970, from mark 1 on. */
function publishAll({ database, plan, stop }, advertisers) {
    return (0, servers_1.withDatabase)(database.url, async (client) => {
        const committedAt = [];
        await (0, promises_1.setTimeout)(PAUSE_MS);
        for (let mark = 1; mark <= plan.publications && !stop.aborted; mark++) {
            await (0, lists_database_1.publishAgain)(client, advertisers, mark);
            committedAt.push(Date.now());
            await (0, promises_1.setTimeout)(PAUSE_MS);
        }
        return committedAt;
    });
}
/** How long after the COMMIT that replaced it a list was still answered, at most. */
function longestStale({ marks }, committedAt) {
    return Math.max(...marks.map(({ mark, lastSeenAt }) => lastSeenAt - (committedAt[mark] ?? Infinity)));
}
//# sourceMappingURL=measure-publication.js.map