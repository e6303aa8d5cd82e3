"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.openLake = openLake;
const node_url_1 = require("node:url");
const file_lake_1 = require("./file-lake");
const lake_url_1 = require("./lake-url");
const scratch_lake_1 = require("./scratch-lake");
/**
 * Opens the lake at `s3://bucket/prefix` or `file:///folder`.
 * @throws Error when the address is neither.
 */
async function openLake(url, options = {}) {
    const { scratchFolder, ...rest } = options;
    const lake = await openStorage(url, rest);
    return scratchFolder === undefined ? lake : new scratch_lake_1.ScratchLake(lake, new file_lake_1.FileLake(scratchFolder));
}
async function openStorage(url, options) {
    const fault = (0, lake_url_1.faultInLakeUrl)(url);
    if (fault !== undefined)
        throw new Error(`${url} is no address of a lake: ${fault}`);
    if (url.startsWith('file:'))
        return new file_lake_1.FileLake((0, node_url_1.fileURLToPath)(url).replace(/(?<=.)\/+$/, ''));
    // Only where it is used: the AWS SDK takes its time to load, and memory in every thread.
    const { S3Lake } = await import('./s3-lake.js');
    const [bucket = '', ...prefix] = url.slice('s3://'.length).split('/');
    const region = options.s3Region ?? (options.s3Endpoint === undefined ? undefined : 'us-east-1');
    return new S3Lake({
        bucket,
        prefix: prefix.filter((part) => part !== '').join('/'),
        ...(options.s3Endpoint === undefined ? {} : { endpoint: options.s3Endpoint }),
        ...(region === undefined ? {} : { region }),
    });
}
//# sourceMappingURL=open-lake.js.map