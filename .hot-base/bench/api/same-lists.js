"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ourAnswers = ourAnswers;
exports.checkSameLists = checkSameLists;
const compare_1 = require("../compare");
const contestant_1 = require("./contestant");
const random_1 = require("./random");
/** What ours answers to random advertisers. @throws Error when the answers are not all of one size */
async function ourAnswers({ database, ours, plan }) {
    const advertisers = (0, random_1.drawn)(database.advertisers, plan.comparedAdvertisers);
    const answers = await answersOf(() => ours.start(), advertisers);
    const sizes = new Set(answers.map(({ bytes }) => bytes));
    if (sizes.size !== 1)
        throw new Error(`our answers are of ${[...sizes].join(', ')} bytes`);
    return answers;
}
/**
 * Holds the lists of everyone who reads them against ours, and the sizes of all answers.
 * @throws ResultsDifferError with the first that differs.
 */
async function checkSameLists(expected, peers, say) {
    const advertisers = expected.map(({ advertiser }) => advertiser);
    for (const peer of peers) {
        const { name, readsLists } = peer;
        say(`comparing ${advertisers.length} answers of ${name} with ours`);
        const answers = await answersOf(() => peer.start(), advertisers);
        for (const [i, { advertiser, bytes, list }] of expected.entries()) {
            const other = answers[i];
            if (readsLists && other?.list !== list) {
                throw new compare_1.ResultsDifferError(`the list of ${advertiser}\n  ours: ${list}\n  ${name}: ${other?.list ?? ''}`);
            }
            if (other?.bytes !== bytes) {
                throw new compare_1.ResultsDifferError(`ours answers ${bytes} bytes, ${name} ${other?.bytes ?? 0}`);
            }
        }
    }
}
async function answersOf(start, advertisers) {
    const running = await start();
    try {
        const answers = [];
        for (const advertiser of advertisers) {
            const body = await (await (0, contestant_1.ask)(running, advertiser)).text();
            answers.push({ advertiser, bytes: Buffer.byteLength(body), list: listIn(body) });
        }
        return answers;
    }
    finally {
        await running.stop();
    }
}
function listIn(body) {
    const { recommendations = [] } = JSON.parse(body);
    return recommendations.map(({ rank, product_id, views }) => `${rank} ${product_id} ${views}`).join(', ');
}
//# sourceMappingURL=same-lists.js.map