"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startEmbedded = startEmbedded;
const settings_1 = require("../config/settings");
const find_program_1 = require("../local/find-program");
const leftovers_1 = require("../local/leftovers");
const postgres_1 = require("../local/postgres");
const temporal_server_1 = require("../local/temporal-server");
const services_1 = require("./services");
const TEMPORAL_PORT = 7233;
const TEMPORAL_UI_PORT = 8233;
const POSTGRES_PORT = 54329;
/** Starts what no setting names an address for: Postgres, Temporal. The lake is a folder and needs no start. */
async function startEmbedded(settings, home, out, stop) {
    const onProgress = (line) => {
        out.line(`  ${line}`);
    };
    const { databaseUrl: givenDatabase, temporal: givenTemporal } = settings;
    const [postgres, temporal] = await allOrNone(givenDatabase === undefined
        ? (0, postgres_1.startPostgres)({ dataDir: home.file('postgres'), port: POSTGRES_PORT, onProgress })
        : Promise.resolve(undefined), givenTemporal.connectionOptions.address === undefined
        ? startTemporal(home, onProgress, stop)
        : Promise.resolve(undefined));
    const address = settings.temporal.connectionOptions.address ?? temporal?.address ?? '';
    const databaseUrl = settings.databaseUrl ?? postgres?.url ?? '';
    home.running = {
        pid: process.pid,
        identity: (0, leftovers_1.processIdentity)(process.pid),
        databaseUrl,
        temporalAddress: address,
    };
    return {
        addresses: {
            lakeUrl: settings.lakeUrl ?? home.lakeUrl,
            databaseUrl,
            temporal: {
                ...settings.temporal,
                connectionOptions: { ...settings.temporal.connectionOptions, address },
            },
            startDate: (0, services_1.startDateOf)(settings, home),
        },
        temporalUiUrl: temporal?.uiUrl,
        stop: async () => {
            home.running = undefined;
            await Promise.all([temporal?.stop(), postgres?.stop()]);
        },
    };
}
async function startTemporal(home, onProgress, signal) {
    const executable = await (0, find_program_1.findTemporal)({
        env: (0, settings_1.childEnvironment)(),
        cacheDir: home.cacheFolder,
        onProgress,
        signal,
    });
    return (0, temporal_server_1.startTemporalServer)({
        executable,
        dataDir: home.file('temporal'),
        port: TEMPORAL_PORT,
        uiPort: TEMPORAL_UI_PORT,
        onProgress,
    });
}
/** Waits for parts that start side by side; when one fails, the others are stopped before the failure is passed on. */
async function allOrNone(first, second) {
    const started = await Promise.allSettled([first, second]);
    const [a, b] = started;
    if (a.status === 'fulfilled' && b.status === 'fulfilled')
        return [a.value, b.value];
    for (const part of started)
        if (part.status === 'fulfilled')
            await part.value?.stop();
    throw (a.status === 'rejected' ? a.reason : b.reason);
}
//# sourceMappingURL=embedded.js.map