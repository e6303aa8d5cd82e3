"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.startApiServer = startApiServer;
const metrics_1 = require("../api/metrics");
const server_1 = require("../api/server");
const api_role_1 = require("../db/api-role");
const services_1 = require("./services");
const version_1 = require("./version");
const BYTES_PER_MB = 1 << 20;
/** Starts the API over Postgres, and its metrics. @throws the system's error when a port is taken. */
async function startApiServer(settings, { databaseUrl, temporalUiUrl, startDate, listen, metricsPort }, log) {
    const db = (0, services_1.databaseFor)('api', databaseUrl, {
        onIdleError: (error) => {
            log.warn({ err: error }, 'an idle database connection broke');
        },
        role: {
            name: api_role_1.API_ROLE,
            onRefused: (reason) => {
                log.warn(`the API keeps the rights of its database user: ${reason}`);
            },
        },
    });
    const started = [{ stop: () => db.destroy() }];
    const stop = async () => {
        for (const part of started.splice(0).reverse())
            await part.stop();
    };
    try {
        const api = await (0, server_1.startApi)({
            db,
            databaseUrl,
            log,
            now: () => new Date(),
            cacheBytes: settings.apiCacheMb * BYTES_PER_MB,
            access: {
                keysRequired: settings.apiKeysRequired,
                requestsPerMinute: settings.rateLimitPerMinute,
                trustedProxies: settings.trustedProxies,
                corsOrigins: settings.corsOrigins,
            },
            temporalUi: temporalUiUrl === undefined
                ? undefined
                : { url: temporalUiUrl, namespace: settings.temporal.namespace ?? 'default' },
            startDate,
            version: (0, version_1.programVersion)(),
        }, listen);
        started.push(api);
        const { host } = listen;
        const metrics = await (0, metrics_1.startMetrics)(api.metrics, {
            port: metricsPort,
            ...(host === undefined ? {} : { host }),
        });
        started.push(metrics);
        return { port: api.port, metricsPort: metrics.port, stop };
    }
    catch (error) {
        await stop();
        throw error;
    }
}
//# sourceMappingURL=api-part.js.map