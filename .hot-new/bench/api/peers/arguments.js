"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.portArgument = portArgument;
exports.constantBytes = constantBytes;
/** The port to listen on: the first argument. */
function portArgument() {
    return Number(process.argv[2]);
}
/** JSON of as many bytes as the second argument says. */
function constantBytes() {
    const size = Number(process.argv[3]);
    return Buffer.from(JSON.stringify('x'.repeat(size - 2)));
}
//# sourceMappingURL=arguments.js.map