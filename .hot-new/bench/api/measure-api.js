"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.measureApi = measureApi;
exports.withApiBench = withApiBench;
const node_fs_1 = require("node:fs");
const node_path_1 = __importDefault(require("node:path"));
const bench_1 = require("../bench");
const lists_database_1 = require("./lists-database");
const load_generator_1 = require("./load-generator");
const measure_dashboard_1 = require("./measure-dashboard");
const measure_memory_1 = require("./measure-memory");
const measure_publication_1 = require("./measure-publication");
const measure_rates_1 = require("./measure-rates");
const ours_1 = require("./ours");
const peers_1 = require("./peers");
const same_lists_1 = require("./same-lists");
/** Does all measures of a plan over a database of its own. @throws ResultsDifferError before any rate when contestants answer other lists */
async function measureApi(surroundings, plan) {
    return withApiBench(surroundings, plan, async (bench) => {
        const answers = await (0, same_lists_1.ourAnswers)(bench);
        const peers = await (0, peers_1.prepareApiPeers)(bench, answers[0]?.bytes ?? 0);
        await (0, same_lists_1.checkSameLists)(answers, peers.all, bench.say);
        const found = [];
        for (const measure of plan.measures) {
            switch (measure) {
                case 'rates':
                    found.push(await (0, measure_rates_1.measureRates)(bench, peers.all));
                    break;
                case 'publication':
                    found.push(await (0, measure_publication_1.measurePublication)(bench));
                    break;
                case 'memory':
                    found.push(await (0, measure_memory_1.measureMemory)(bench));
                    break;
                case 'dashboard':
                    found.push(await (0, measure_dashboard_1.measureDashboard)(bench));
            }
        }
        const findings = {
            rows: found.flatMap(({ rows }) => rows),
            goals: found.flatMap(({ goals }) => goals),
        };
        return { findings, peers };
    });
}
/** Opens everything that the measures work with, and removes it after them. */
async function withApiBench({ servers, say, stop }, plan, work) {
    const folder = node_path_1.default.join(servers.folder, 'api');
    (0, bench_1.removeFolder)(folder);
    (0, node_fs_1.mkdirSync)(folder, { recursive: true });
    say(`filling a database with the lists of ${plan.advertisers.toLocaleString('en')} advertisers`);
    const database = await (0, lists_database_1.createListsDatabase)(servers, plan.advertisers);
    const load = new load_generator_1.LoadGenerator(servers);
    try {
        const ours = await ours_1.Ours.prepare(servers, database, stop);
        return await work({ plan, servers, database, ours, load, say, stop });
    }
    finally {
        load.stop();
        await servers.dropDatabase(database.url);
    }
}
//# sourceMappingURL=measure-api.js.map