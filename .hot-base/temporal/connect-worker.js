"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.connectWorker = connectWorker;
const worker_1 = require("@temporalio/worker");
const connect_1 = require("./connect");
/** A worker's connection to the server that the settings name. @throws TemporalUnreachableError */
async function connectWorker(config) {
    return worker_1.NativeConnection.connect(config.connectionOptions).catch((error) => {
        throw (0, connect_1.unreachable)(config.connectionOptions.address, error);
    });
}
//# sourceMappingURL=connect-worker.js.map