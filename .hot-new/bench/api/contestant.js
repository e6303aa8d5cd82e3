"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.pathOf = pathOf;
exports.ask = ask;
/** The path of an advertiser's list, the same for every contestant. */
function pathOf(advertiser) {
    return `/recommendations/${advertiser}/TopProducts`;
}
/** Asks a contestant for one list. @throws Error unless it is answered with 200. */
async function ask({ port, headers }, advertiser) {
    const response = await fetch(`http://127.0.0.1:${port}${pathOf(advertiser)}`, { headers });
    if (response.status === 200)
        return response;
    throw new Error(`${pathOf(advertiser)} was answered with ${response.status}: ${await response.text()}`);
}
//# sourceMappingURL=contestant.js.map