"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Connections = void 0;
const NEWEST = Symbol('newest response');
/** What has been asked on each open connection. */
class Connections {
    #open = new Set();
    /** A connection that a server has accepted. */
    opened(connection) {
        this.#open.add(connection);
        connection.once('close', () => this.#open.delete(connection));
    }
    /** A request that has arrived, by its response. */
    asked(response) {
        // In a map, the look-up would cost more than all that is done with it.
        if (response.socket !== null)
            response.socket[NEWEST] = response;
    }
    /** The response to the newest request of a connection. */
    newestResponse(connection) {
        return connection[NEWEST];
    }
    /** Closes those on which nothing was ever asked. */
    closeUnused() {
        for (const connection of this.#open) {
            if (connection[NEWEST] === undefined)
                connection.destroy();
        }
    }
}
exports.Connections = Connections;
//# sourceMappingURL=connections.js.map