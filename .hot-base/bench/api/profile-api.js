"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.profileApi = profileApi;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const bench_1 = require("../bench");
const profile_1 = require("../profile");
const api_bench_1 = require("./api-bench");
const contestant_1 = require("./contestant");
const random_1 = require("./random");
const round_1 = require("./round");
/**
 * Answers lists that are in the cache, then ones that are not, each in a process of its own with V8's profiler. The
 * profiler itself takes time, too, and so do the start and the end.
 */
async function profileApi(bench) {
    const { database } = bench;
    return [
        ...(await profileWorkload(bench, 'hot', (0, api_bench_1.hotAdvertisers)(bench), false)),
        ...(await profileWorkload(bench, 'cold', (0, random_1.shuffled)(database.advertisers), true)),
    ];
}
async function profileWorkload(bench, name, advertisers, isWalk) {
    const { ours, plan, say, servers } = bench;
    const folder = node_path_1.default.join(servers.folder, 'api', 'profiles', name);
    (0, bench_1.removeFolder)(folder);
    (0, node_fs_1.mkdirSync)(folder, { recursive: true });
    say(`profiling our API, ${name}`);
    const running = await ours.start({ nodeOptions: ['--cpu-prof', `--cpu-prof-dir=${folder}`] });
    try {
        const asks = advertisers.map((advertiser) => ({ path: (0, contestant_1.pathOf)(advertiser) }));
        const round = { asks, isWalk, seconds: plan.measuredSeconds, checksMarks: false };
        await (0, round_1.runRound)(bench, `ours, ${name}`, running, round);
    }
    finally {
        await running.stop();
    }
    return (0, profile_1.readProfiles)(folder).map((profile) => ({ ...profile, name: `${name}, ${profile.name}` }));
}
//# sourceMappingURL=profile-api.js.map