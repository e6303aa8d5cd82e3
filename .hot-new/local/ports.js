"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.freePort = freePort;
exports.isListening = isListening;
const node_net_1 = require("node:net");
const CONNECT_TIMEOUT_MS = 1_000;
/** Returns `preferred` if nothing listens there on 127.0.0.1, else any free port; it is free now, not reserved. */
async function freePort(preferred) {
    if (preferred !== undefined && (await canListen(preferred)) !== undefined)
        return preferred;
    const port = await canListen(0);
    if (port === undefined)
        throw new Error('No free port on 127.0.0.1.');
    return port;
}
function canListen(port) {
    return new Promise((resolve) => {
        const server = (0, node_net_1.createServer)();
        server.once('error', () => {
            resolve(undefined);
        });
        server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
            const address = server.address();
            const bound = typeof address === 'object' && address !== null ? address.port : undefined;
            server.close(() => {
                resolve(bound);
            });
        });
    });
}
/** Tells whether something accepts connections on a port of 127.0.0.1. */
function isListening(port) {
    return new Promise((resolve) => {
        const socket = (0, node_net_1.connect)({ port, host: '127.0.0.1', timeout: CONNECT_TIMEOUT_MS });
        const end = (answer) => () => {
            socket.destroy();
            resolve(answer);
        };
        socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
    });
}
//# sourceMappingURL=ports.js.map