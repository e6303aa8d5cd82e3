"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const openapi_fetch_1 = __importDefault(require("openapi-fetch"));
/** Prints an advertiser's list of today: `node recommend.js http://127.0.0.1:8000 ADVERTISER`. */
async function main([baseUrl = '', advertiser = '']) {
    const client = (0, openapi_fetch_1.default)({ baseUrl });
    const { data, error } = await client.GET('/recommendations/{advertiser}/{model}', {
        params: { path: { advertiser, model: 'TopProducts' }, query: { limit: 5 } },
    });
    if (error !== undefined)
        throw new Error(`${error.title}: ${error.detail}`);
    const { date, stale, recommendations } = data;
    process.stdout.write(`${advertiser} on ${date ?? 'no date'}${stale ? ' (stale)' : ''}\n`);
    for (const { rank, product_id } of recommendations)
        process.stdout.write(`${rank}. ${product_id}\n`);
}
main(process.argv.slice(2)).catch((error) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
});
//# sourceMappingURL=recommend.js.map