"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.logFileOf = logFileOf;
exports.hotAdvertisers = hotAdvertisers;
const node_path_1 = __importDefault(require("node:path"));
/** Where contestants keep their logs. */
function logFileOf({ folder }, name) {
    return node_path_1.default.join(folder, 'api', `${name.replace(/\W+/g, '-')}.log`);
}
/** The advertisers that everybody but the cold cache is asked for. */
function hotAdvertisers({ plan, database }) {
    return database.advertisers.slice(0, plan.hotAdvertisers);
}
//# sourceMappingURL=api-bench.js.map