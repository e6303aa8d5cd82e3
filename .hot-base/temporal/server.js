"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findServer = findServer;
const client_1 = require("@temporalio/client");
/** https://grpc.io/docs/guides/status-codes/ */
const NOT_FOUND = 5;
/** Asks the server for its version and its namespace. */
async function findServer(client) {
    const { serverVersion: version } = await client.workflowService.getSystemInfo({});
    const { namespace } = client.options;
    try {
        const { config } = await client.workflowService.describeNamespace({ namespace });
        // One that was just made is in the server's tables at once, and known to all of its parts only some seconds later.
        await client.workflowService.countWorkflowExecutions({ namespace });
        const retentionSeconds = Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0);
        return { version, retentionDays: Math.round(retentionSeconds / 86_400) };
    }
    catch (error) {
        if ((0, client_1.isGrpcServiceError)(error) && codeOf(error) === NOT_FOUND) {
            return { version, retentionDays: undefined };
        }
        throw error;
    }
}
/** The code as a number: the library that names them is the SDK's own. */
function codeOf({ code }) {
    return code;
}
//# sourceMappingURL=server.js.map