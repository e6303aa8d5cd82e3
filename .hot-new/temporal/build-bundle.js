"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
const promises_1 = require("node:fs/promises");
const node_path_1 = __importDefault(require("node:path"));
const worker_1 = require("@temporalio/worker");
const bundle_path_1 = require("./bundle-path");
/** Part of the build: workers then start without a bundler. */
async function build() {
    const workflowsPath = node_path_1.default.join(__dirname, '..', 'workflows', 'index.js');
    const logger = new worker_1.DefaultLogger('WARN');
    const { code } = await (0, worker_1.bundleWorkflowCode)({ workflowsPath, logger });
    await (0, promises_1.writeFile)(bundle_path_1.WORKFLOW_BUNDLE_PATH, code);
}
void build();
//# sourceMappingURL=build-bundle.js.map