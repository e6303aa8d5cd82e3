"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findLogObjects = findLogObjects;
exports.findEventObjects = findEventObjects;
const logs_1 = require("../domain/logs");
const lake_keys_1 = require("./lake-keys");
const log_header_1 = require("./log-header");
/**
 * The objects that make up a log, in the byte order of their keys.
 *
 * @throws BadLogError when there is none, or when one log lies there both plain and compressed.
 */
async function findLogObjects(lake, log, options = {}) {
    const objects = [];
    for await (const object of lake.list((0, lake_keys_1.logPrefix)(log), options)) {
        if ((0, lake_keys_1.isLogObject)(log, object.key))
            objects.push(object);
    }
    const key = (0, lake_keys_1.logKey)(log);
    if (objects.length === 0) {
        throw new log_header_1.BadLogError(key, `no such log in ${lake.url}; upload it there, or its parts as ${(0, lake_keys_1.logPrefix)(log)}/*.csv or *.csv.gz (header \`${logs_1.LOG_COLUMNS[log].join(',')}\`)`);
    }
    if (objects.some((object) => object.key === key) && objects.some((object) => object.key === `${key}.gz`)) {
        throw new log_header_1.BadLogError(key, `lies there twice, also as ${key}.gz; its rows would count twice: remove one`);
    }
    return objects;
}
/**
 * The objects of all event logs.
 * @throws BadLogError as `findLogObjects` does.
 */
async function findEventObjects(lake, options = {}) {
    const found = [];
    for (const log of logs_1.EVENT_LOGS) {
        for (const object of await findLogObjects(lake, log, options))
            found.push({ log, object });
    }
    return found;
}
//# sourceMappingURL=log-objects.js.map