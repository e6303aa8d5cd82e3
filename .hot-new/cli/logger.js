"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.createLogger = createLogger;
const pino_1 = __importDefault(require("pino"));
/** JSON lines to stdout, or to a file. */
function createLogger(name, file) {
    return file === undefined
        ? (0, pino_1.default)({ name, level: 'info' })
        : (0, pino_1.default)({ name, level: 'info' }, pino_1.default.destination({ dest: file, mkdir: true, sync: true }));
}
//# sourceMappingURL=logger.js.map