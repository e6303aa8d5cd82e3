"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TwoHosts = void 0;
const node_net_1 = require("node:net");
const node_events_1 = require("node:events");
const settings_1 = require("../config/settings");
const children_1 = require("../local/children");
const executables_1 = require("../local/executables");
const COMMAND_TIMEOUT_MS = 10_000;
/** The range of RFC 2544, which is meant for benchmarks. */
const HOSTS = [
    { name: 'adtech-bench-1', link: 'adtech-b1', ourAddress: '198.18.71.1', itsAddress: '198.18.71.2' },
    { name: 'adtech-bench-2', link: 'adtech-b2', ourAddress: '198.18.71.5', itsAddress: '198.18.71.6' },
];
/** Two hosts on this machine. */
class TwoHosts {
    #servers = [];
    #sockets = new Set();
    /** Tells why hosts cannot be made here; undefined when they can. */
    static obstacle() {
        if (process.platform !== 'linux')
            return 'network namespaces are Linux’s';
        if (process.getuid?.() !== 0)
            return 'making network namespaces needs root';
        return (0, executables_1.findOnPath)('ip', (0, settings_1.childEnvironment)()).length === 0
            ? '`ip` (iproute2) is not on the PATH'
            : undefined;
    }
    /** Makes the namespaces and their links. @throws Error with what `ip` said. */
    static async create() {
        await removeHosts();
        const hosts = new TwoHosts();
        try {
            for (const host of HOSTS)
                await createHost(host);
            return hosts;
        }
        catch (error) {
            await removeHosts();
            throw error;
        }
    }
    /** Lets each host reach the two servers, which listen on the loopback of this one, and no other. */
    async connect(temporalAddress, databaseUrl) {
        const places = [];
        for (const { name, ourAddress } of HOSTS) {
            const temporalPort = await this.#forward(ourAddress, Number(new URL(`http://${temporalAddress}`).port));
            const database = new URL(databaseUrl);
            database.port = String(await this.#forward(ourAddress, Number(database.port)));
            database.hostname = ourAddress;
            places.push({
                networkNamespace: name,
                env: { TEMPORAL_ADDRESS: `${ourAddress}:${temporalPort}`, DATABASE_URL: database.href },
            });
        }
        return places;
    }
    /** Ends what `connect` has begun. */
    async disconnect() {
        for (const socket of this.#sockets)
            socket.destroy();
        await Promise.all(this.#servers.splice(0).map((server) => (0, node_events_1.once)(server.close(), 'close')));
    }
    /** Removes the namespaces, and with them the links. */
    async remove() {
        await this.disconnect();
        await removeHosts();
    }
    async #forward(address, port) {
        const server = (0, node_net_1.createServer)((incoming) => {
            const outgoing = (0, node_net_1.connect)({ host: '127.0.0.1', port });
            for (const [from, to] of [
                [incoming, outgoing],
                [outgoing, incoming],
            ]) {
                this.#sockets.add(from);
                from.setNoDelay().pipe(to);
                from.on('error', () => to.destroy());
                from.on('close', () => {
                    this.#sockets.delete(from);
                    to.destroy();
                });
            }
        });
        server.listen(0, address);
        await (0, node_events_1.once)(server, 'listening');
        this.#servers.push(server);
        return server.address().port;
    }
}
exports.TwoHosts = TwoHosts;
async function createHost({ name, link, ourAddress, itsAddress }) {
    await ip('netns', 'add', name);
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'uplink', 'netns', name);
    await ip('address', 'add', `${ourAddress}/30`, 'dev', link);
    await ip('link', 'set', link, 'up');
    await ip('-netns', name, 'address', 'add', `${itsAddress}/30`, 'dev', 'uplink');
    await ip('-netns', name, 'link', 'set', 'uplink', 'up');
    await ip('-netns', name, 'link', 'set', 'lo', 'up');
}
/** Those of a bench that was killed, too: the names are nobody else's. What is not there is no fault. */
async function removeHosts() {
    for (const { name, link } of HOSTS) {
        // By itself the link would go some time after its namespace.
        await tryIp('link', 'delete', link);
        await tryIp('netns', 'delete', name);
    }
}
async function ip(...args) {
    const { code, output } = await tryIp(...args);
    if (code !== 0)
        throw new Error(`ip ${args.join(' ')} failed: ${output.trim()}`);
}
function tryIp(...args) {
    const { PATH = '' } = (0, settings_1.childEnvironment)();
    return (0, children_1.runCommand)('ip', args, { env: { PATH: `${PATH}:/usr/sbin:/sbin` }, timeoutMs: COMMAND_TIMEOUT_MS });
}
//# sourceMappingURL=network.js.map