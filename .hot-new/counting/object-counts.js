"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findObjectCounts = findObjectCounts;
exports.recordObjectCounts = recordObjectCounts;
const consumers_1 = require("node:stream/consumers");
const lake_1 = require("../storage/lake");
const lake_keys_1 = require("../storage/lake-keys");
/** What is known of an object; undefined when it has not been counted yet. */
async function findObjectCounts(lake, object, options = {}) {
    try {
        return (await (0, consumers_1.json)(await lake.read((0, lake_keys_1.objectCountsKey)(object), options)));
    }
    catch (error) {
        if (error instanceof lake_1.LakeObjectMissingError)
            return undefined;
        throw error;
    }
}
/** Makes known what was found in an object: from now on nobody reads it again. */
async function recordObjectCounts(lake, counts, options = {}) {
    await lake.write((0, lake_keys_1.objectCountsKey)(counts.object), Buffer.from(JSON.stringify(counts)), options);
}
//# sourceMappingURL=object-counts.js.map