"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.readActiveAdvertisers = readActiveAdvertisers;
const record_validation_1 = require("../domain/record-validation");
const rejects_1 = require("../counting/rejects");
const log_objects_1 = require("../storage/log-objects");
const log_reader_1 = require("../storage/log-reader");
/**
 * Reads the active list.
 * @throws BadLogError
 */
async function readActiveAdvertisers(lake, { signal }) {
    const ids = new Set();
    const objects = [];
    for (const object of await (0, log_objects_1.findLogObjects)(lake, 'advertiser_ids', { signal })) {
        const rejects = new rejects_1.RejectList();
        let records = 0;
        for await (const batch of (0, log_reader_1.readLog)(lake, 'advertiser_ids', object, { signal })) {
            records += batch.length;
            for (const record of batch) {
                const row = 'malformed' in record ? record.malformed : (0, record_validation_1.validateActiveAdvertiser)(record.fields);
                if (typeof row === 'string')
                    rejects.add(record.line, row, record.bytes);
                else
                    ids.add(row.advertiserId);
            }
        }
        objects.push({ object, records, ...rejects.report() });
    }
    return { ids, objects };
}
//# sourceMappingURL=active-advertisers.js.map