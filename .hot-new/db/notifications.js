"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.NotificationListener = exports.PUBLICATIONS_CHANNEL = void 0;
const pg_1 = require("pg");
const connection_sockets_1 = require("./connection-sockets");
/** The channel on which each publication says its execution date, at its COMMIT. */
exports.PUBLICATIONS_CHANNEL = 'adtech_publications';
const CONNECT_TIMEOUT_MS = 3_000;
/** How often the connection is asked for a sign of life, and how long it may take. */
const HEARTBEAT_EVERY_MS = 1_000;
const HEARTBEAT_TIMEOUT_MS = 1_500;
/** Waits between tries to connect. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;
/** Listens to notifications over a connection of its own, and connects again whenever that is lost. */
class NotificationListener {
    #url;
    #channels;
    #events;
    #sockets = new connection_sockets_1.ConnectionSockets();
    #client;
    #timer;
    #waitMs = FIRST_WAIT_MS;
    #isStopped = false;
    constructor(url, channels, events) {
        this.#url = url;
        this.#channels = channels;
        this.#events = events;
    }
    /** Begins to listen; tries until it works. */
    start() {
        void this.#connect();
    }
    /** Ends the connection, within a second if its server is silent. */
    async stop() {
        this.#isStopped = true;
        clearTimeout(this.#timer);
        this.#client?.end().catch(() => undefined);
        this.#client = undefined;
        await this.#sockets.closed();
    }
    async #connect() {
        const client = new pg_1.Client({
            connectionString: this.#url,
            application_name: 'adtech-listener',
            connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
            query_timeout: HEARTBEAT_TIMEOUT_MS,
            keepAlive: true,
            stream: this.#sockets.create,
        });
        this.#client = client;
        const lose = (error) => {
            this.#lose(client, error);
        };
        client.on('error', lose);
        client.on('end', () => {
            lose(new Error('the connection has ended'));
        });
        client.on('notification', ({ channel, payload }) => {
            this.#events.onNotification(channel, payload ?? '');
        });
        try {
            await client.connect();
            for (const channel of this.#channels)
                await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
            if (this.#client !== client)
                return;
            this.#waitMs = FIRST_WAIT_MS;
            this.#events.onListening();
            this.#beatLater(client);
        }
        catch (error) {
            lose(error);
        }
    }
    #beatLater(client) {
        this.#timer = setTimeout(() => {
            client.query('SELECT').then(() => {
                if (this.#client !== client)
                    return;
                this.#events.onAlive();
                this.#beatLater(client);
            }, (error) => {
                this.#lose(client, error);
            });
        }, HEARTBEAT_EVERY_MS);
    }
    #lose(client, error) {
        if (this.#client !== client || this.#isStopped)
            return;
        this.#client = undefined;
        clearTimeout(this.#timer);
        this.#sockets.destroy();
        this.#events.onLost(error);
        this.#timer = setTimeout(() => void this.#connect(), this.#waitMs);
        this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    }
}
exports.NotificationListener = NotificationListener;
//# sourceMappingURL=notifications.js.map