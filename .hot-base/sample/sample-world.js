"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PRODUCT_CELL_BYTES = exports.ADVERTISER_ID_BYTES = void 0;
exports.createWorld = createWorld;
exports.advertiserIdOf = advertiserIdOf;
exports.productIdOf = productIdOf;
const uniformInt_1 = require("pure-rand/distribution/uniformInt");
const popularity_1 = require("./popularity");
const shuffler_1 = require("./shuffler");
const unique_numbers_1 = require("./unique-numbers");
const weighted_choice_1 = require("./weighted-choice");
/** Length of each advertiser's id, which is ASCII. */
exports.ADVERTISER_ID_BYTES = 20;
/** Length of each product's id, which is ASCII, between two commas. */
exports.PRODUCT_CELL_BYTES = 8;
const PRODUCT_ID_BYTES = exports.PRODUCT_CELL_BYTES - 2;
const ADVERTISER_ID_ALPHABET = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
// Its 36 characters to the power of `PRODUCT_ID_BYTES` fit into 32 bits.
const PRODUCT_ID_ALPHABET = Buffer.from('abcdefghijklmnopqrstuvwxyz0123456789');
// A mild world of at most the default size keeps the coarse choices that it was first drawn with, and so its bytes.
const COARSE_PAIRS_MAX = 2_500;
const COARSE_PRODUCTS_MAX = 100;
const COARSE_PAIR_BITS = 16;
const COARSE_RANK_BITS = 12;
/** Makes advertisers, products and their popularity; other rows, days or `skew` leave the ids as they are. */
function createWorld(options, random) {
    const { products, skew } = options;
    const advertisers = options.advertisers + options.inactive;
    const pairs = advertisers * products;
    const advertiserIds = Buffer.alloc(advertisers * exports.ADVERTISER_ID_BYTES);
    const productCells = Buffer.alloc(pairs * exports.PRODUCT_CELL_BYTES, ',');
    const productsByClicks = new Uint32Array(pairs);
    const mildWeights = new Float64Array(advertisers);
    const taken = new unique_numbers_1.UniqueNumbers(pairs);
    const shuffler = new shuffler_1.Shuffler(products);
    for (let advertiser = 0; advertiser < advertisers; advertiser += 1) {
        // There are 36^20 of these ids: two alike need not be looked for.
        writeId(random, ADVERTISER_ID_ALPHABET, advertiserIds, advertiser * exports.ADVERTISER_ID_BYTES, exports.ADVERTISER_ID_BYTES);
        const firstPair = advertiser * products;
        for (let pair = firstPair; pair < firstPair + products; pair += 1) {
            const at = pair * exports.PRODUCT_CELL_BYTES + 1;
            while (!taken.add(writeId(random, PRODUCT_ID_ALPHABET, productCells, at, PRODUCT_ID_BYTES)))
                ;
        }
        shuffler.shuffle(random, productsByClicks, firstPair);
        mildWeights[advertiser] = (0, uniformInt_1.uniformInt)(random, 2, 6);
    }
    const advertiserWeights = skew === undefined ? mildWeights : dealtWeights(advertisers, skew, random);
    const popularity = (0, popularity_1.popularityWeights)(products, skew);
    const advertiserWeight = (advertiser) => advertiserWeights[advertiser] ?? 0;
    const rankWeight = (rank) => popularity[rank] ?? 0;
    const pairWeight = (pair) => advertiserWeight(Math.floor(pair / products)) * rankWeight(pair % products);
    const coarse = skew === undefined && products <= COARSE_PRODUCTS_MAX && pairs <= COARSE_PAIRS_MAX;
    return {
        products,
        advertisers,
        advertiserIds,
        productCells,
        advertiserChoice: new weighted_choice_1.WeightedChoice(advertisers, advertiserWeight),
        rankChoice: new weighted_choice_1.WeightedChoice(products, rankWeight, coarse ? COARSE_RANK_BITS : undefined),
        pairChoice: coarse ? new weighted_choice_1.WeightedChoice(pairs, pairWeight, COARSE_PAIR_BITS) : undefined,
        clicksInTurn: skew === undefined,
        productsByClicks,
    };
}
/** The text of an advertiser's id. */
function advertiserIdOf({ advertiserIds }, advertiser) {
    return textAt(advertiserIds, advertiser * exports.ADVERTISER_ID_BYTES, exports.ADVERTISER_ID_BYTES);
}
/** The text of a pair's product id. */
function productIdOf({ productCells }, pair) {
    return textAt(productCells, pair * exports.PRODUCT_CELL_BYTES + 1, PRODUCT_ID_BYTES);
}
function textAt(bytes, start, lengthBytes) {
    return bytes.toString('latin1', start, start + lengthBytes);
}
/** Weights by Zipf's law, dealt out at random: inactive advertisers are as popular as active ones. */
function dealtWeights(advertisers, skew, random) {
    const weights = (0, popularity_1.popularityWeights)(advertisers, skew);
    const ranks = new Uint32Array(advertisers);
    new shuffler_1.Shuffler(advertisers).shuffle(random, ranks, 0);
    return Float64Array.from(ranks, (rank) => weights[rank] ?? 0);
}
/** Writes a random id, and returns its number: its characters as digits. */
function writeId(random, alphabet, target, start, lengthBytes) {
    let number = 0;
    for (let at = start; at < start + lengthBytes; at += 1) {
        const digit = (0, uniformInt_1.uniformInt)(random, 0, alphabet.length - 1);
        target[at] = alphabet[digit] ?? 0;
        number = number * alphabet.length + digit;
    }
    return number;
}
//# sourceMappingURL=sample-world.js.map