"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.clientAddress = clientAddress;
const node_net_1 = require("node:net");
const WITH_PORT = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/;
const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const IPV4_TAIL = /\d+\.\d+\.\d+\.\d+$/;
const IPV6_GROUPS = 8;
/** A customer holds 64 bits or more of IPv6 addresses, and could use a new one for each request. */
const NETWORK_GROUPS = 4;
/**
 * The address that a request is counted for: behind `trustedProxies` proxies, the one that the outermost of them has
 * seen, as Express's hop count reads X-Forwarded-For. Of an IPv6 address it is the network of 64 bits.
 */
function clientAddress(request, trustedProxies) {
    const peer = request.socket.remoteAddress ?? 'unknown';
    return networkOf((trustedProxies > 0 ? forwardedAddress(request, trustedProxies) : undefined) ?? peer);
}
function forwardedAddress({ headers }, trustedProxies) {
    const hops = String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .map((hop) => hop.trim())
        .filter((hop) => hop !== '');
    const hop = hops.at(-Math.min(trustedProxies, hops.length));
    if (hop === undefined)
        return undefined;
    // Some proxies write the port too.
    const [, bracketed, plain] = (0, node_net_1.isIP)(hop) === 0 ? (WITH_PORT.exec(hop) ?? []) : [undefined, undefined, hop];
    const address = bracketed ?? plain ?? '';
    // Counted by its text, what is no address would be a new caller with each request.
    return (0, node_net_1.isIP)(address) === 0 ? undefined : address;
}
function networkOf(address) {
    if (!(0, node_net_1.isIPv6)(address))
        return address;
    const mapped = MAPPED_IPV4.exec(address)?.[1];
    if (mapped !== undefined)
        return mapped;
    const [front = '', back = ''] = address.toLowerCase().replace(IPV4_TAIL, '0:0').split('::');
    const [head, tail] = [groupsOf(front), groupsOf(back)];
    const zeros = Array(IPV6_GROUPS - head.length - tail.length).fill('0');
    const network = [...head, ...zeros, ...tail].slice(0, NETWORK_GROUPS);
    return `${network.map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/64`;
}
function groupsOf(text) {
    return text === '' ? [] : text.split(':');
}
//# sourceMappingURL=client-address.js.map