"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ConnectionSockets = void 0;
const node_net_1 = require("node:net");
/** How long a server may take to close a connection that has said goodbye. */
const CLOSE_WITHIN_MS = 1_000;
/**
 * The sockets of connections to Postgres. A server that has gone silent never closes its end, and a client that waits for
 * that never stops.
 */
class ConnectionSockets {
    #open = new Set();
    /** Makes one, as pg's option `stream` wants it. */
    create = () => {
        const socket = new node_net_1.Socket();
        this.#open.add(socket);
        socket.once('close', () => this.#open.delete(socket));
        return socket;
    };
    /** Closes all that are open, without a goodbye. */
    destroy() {
        for (const socket of this.#open)
            socket.destroy();
    }
    /** Resolves when all are closed: by their servers, or 1 s later without them. */
    async closed() {
        const late = setTimeout(() => {
            this.destroy();
        }, CLOSE_WITHIN_MS);
        await Promise.all([...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
        clearTimeout(late);
    }
}
exports.ConnectionSockets = ConnectionSockets;
//# sourceMappingURL=connection-sockets.js.map