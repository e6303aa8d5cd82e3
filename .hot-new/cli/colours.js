"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.coloursFor = coloursFor;
const picocolors_1 = __importDefault(require("picocolors"));
/** The colours that a stream can show. */
function coloursFor(stream) {
    // Picocolors by itself also colours for CI systems, whose logs are no terminals.
    return picocolors_1.default.createColors(stream.isTTY === true && picocolors_1.default.isColorSupported);
}
//# sourceMappingURL=colours.js.map