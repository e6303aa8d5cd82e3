"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TemporalUnreachableError = void 0;
exports.connectClient = connectClient;
exports.unreachable = unreachable;
const client_1 = require("@temporalio/client");
const CONNECT_TIMEOUT_MS = 10_000;
/** The Temporal server cannot be reached, or refuses this caller. */
class TemporalUnreachableError extends Error {
    name = 'TemporalUnreachableError';
}
exports.TemporalUnreachableError = TemporalUnreachableError;
/** A client of the server and namespace that the settings name. @throws TemporalUnreachableError */
async function connectClient(config) {
    const { connectionOptions, namespace } = config;
    const connection = await client_1.Connection.connect({
        ...connectionOptions,
        connectTimeout: CONNECT_TIMEOUT_MS,
    }).catch((error) => {
        throw unreachable(connectionOptions.address, error);
    });
    return new client_1.Client({ connection, ...(namespace === undefined ? {} : { namespace }) });
}
/** What it means that no connection can be had. */
function unreachable(address, cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return new TemporalUnreachableError(`Temporal at ${address ?? 'its default address'} cannot be reached (${reason}); check TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*`, { cause });
}
//# sourceMappingURL=connect.js.map