"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.faultInLakeUrl = faultInLakeUrl;
const node_url_1 = require("node:url");
/** What is wrong with the address of a lake, in words for its owner; undefined when nothing is. */
function faultInLakeUrl(url) {
    if (/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^?#]*)?$/.test(url))
        return undefined;
    if (/^file:\/\/\/[^?#]*$/.test(url) && isFilePath(url))
        return undefined;
    return 'expected s3://bucket/prefix or file:///folder';
}
function isFilePath(url) {
    try {
        (0, node_url_1.fileURLToPath)(url);
        return true;
    }
    catch {
        return false;
    }
}
//# sourceMappingURL=lake-url.js.map