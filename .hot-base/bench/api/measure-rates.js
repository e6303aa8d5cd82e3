"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureRates = measureRates;
const bench_1 = require("../bench");
const row_1 = require("../row");
const api_bench_1 = require("./api-bench");
const contestant_1 = require("./contestant");
const peers_1 = require("./peers");
const random_1 = require("./random");
const round_1 = require("./round");
const OURS = { hot: 'ours, hot', unchanged: 'ours, hot, 304', cold: 'ours, cold' };
/** The part of a walk that is the warm-up. */
const WARM_UP_PART = 0.1;
/** Requests that the cache may miss, of those for lists that were in it. */
const MAX_MISSED_PART = 0.001;
/** Requests a second of each contestant; they take turns within each repeat. */
async function measureRates(bench, peers) {
    const rounds = new Map(entrantsOf(bench, peers).map((entrant) => [entrant, []]));
    await (0, bench_1.repeat)(bench, 'rates', async () => {
        for (const [entrant, done] of rounds) {
            bench.say(`rates: ${entrant.who}`);
            done.push(await measureEntrant(bench, entrant));
        }
    });
    const rows = [...rounds].map(([{ who }, done]) => ({ measure: 'rates', who, rounds: done }));
    return { rows, goals: goalsOf(rows) };
}
function entrantsOf(bench, peers) {
    const { database, ours } = bench;
    const hot = (0, api_bench_1.hotAdvertisers)(bench);
    const start = () => ours.start();
    const all = { asks: () => hot.map((advertiser) => ({ path: (0, contestant_1.pathOf)(advertiser) })), isWalk: false };
    const walk = () => (0, random_1.shuffled)(database.advertisers).map((advertiser) => ({ path: (0, contestant_1.pathOf)(advertiser) }));
    return [
        {
            who: OURS.hot,
            start,
            asks: async (running) => (await fill(running, hot)).map(({ path }) => ({ path })),
            isWalk: false,
            status: 200,
        },
        {
            ...{ who: OURS.unchanged, start, isWalk: false, status: 304 },
            asks: (running) => fill(running, hot),
        },
        { who: OURS.cold, start, asks: walk, isWalk: true, status: 200 },
        ...peers.map((peer) => ({ who: peer.name, start: () => peer.start(), ...all, status: 200 })),
    ];
}
/** Asks for each list once, so that all are in the cache; returns them with their ETags. */
async function fill(running, advertisers) {
    const asks = [];
    for (const advertiser of advertisers) {
        const response = await (0, contestant_1.ask)(running, advertiser);
        await response.arrayBuffer();
        asks.push({ path: (0, contestant_1.pathOf)(advertiser), etag: response.headers.get('etag') ?? '' });
    }
    return asks;
}
async function measureEntrant(bench, entrant) {
    const { plan } = bench;
    const { who, isWalk, status } = entrant;
    const running = await entrant.start();
    try {
        const asks = await entrant.asks(running);
        const warmUpAsks = isWalk ? Math.ceil(asks.length * WARM_UP_PART) : asks.length;
        const common = { isWalk, checksMarks: false };
        const warmUp = { ...common, asks: asks.slice(0, warmUpAsks), seconds: plan.warmUpSeconds };
        await (0, round_1.runRound)(bench, who, running, warmUp, status);
        const before = await outcomesOf(running);
        const round = await (0, round_1.runRound)(bench, who, running, { ...common, asks: isWalk ? asks.slice(warmUpAsks) : asks, seconds: plan.measuredSeconds }, status);
        checkOutcomes(entrant, round, before, await outcomesOf(running));
        return round;
    }
    finally {
        await running.stop();
    }
}
async function outcomesOf(running) {
    return 'cacheOutcomes' in running ? running.cacheOutcomes() : undefined;
}
/** Hot must be answered from the cache, and cold must not. @throws Error when it was otherwise. */
function checkOutcomes({ who, isWalk }, { requests }, before, after) {
    if (before === undefined || after === undefined)
        return;
    const [hits, misses] = [after.hits - before.hits, after.misses - before.misses];
    if (isWalk ? hits === 0 && misses > 0 : misses <= requests * MAX_MISSED_PART && hits > 0)
        return;
    throw new Error(`${who}: of ${requests} requests the cache answered ${hits}, and missed ${misses}`);
}
function goalsOf(rows) {
    const of = (who, figure) => (0, row_1.median)((rows.find((row) => row.who === who)?.rounds ?? []).map(figure));
    const rate = (who) => of(who, round_1.rateOf);
    const p99 = (who) => of(who, ({ p99Ms }) => p99Ms);
    const atLeast = (who, factor, other) => ({
        text: `${who}: at least ${factor} × ${other}`,
        reached: `${(rate(who) / rate(other)).toPrecision(3)} ×`,
        isMet: rate(who) >= factor * rate(other),
    });
    return [
        atLeast(OURS.hot, 2, peers_1.PEER.express),
        atLeast(OURS.hot, 0.5, peers_1.PEER.http),
        ...(rows.some(({ who }) => who === peers_1.PEER.connection) ? [atLeast(OURS.hot, 80, peers_1.PEER.connection)] : []),
        {
            text: `${OURS.hot}: p99 at most that of ${peers_1.PEER.express}`,
            reached: `${p99(OURS.hot).toFixed(2)} ms against ${p99(peers_1.PEER.express).toFixed(2)} ms`,
            isMet: p99(OURS.hot) <= p99(peers_1.PEER.express),
        },
        atLeast(OURS.cold, 1, peers_1.PEER.query),
        atLeast(OURS.unchanged, 1, OURS.hot),
    ];
}
//# sourceMappingURL=measure-rates.js.map