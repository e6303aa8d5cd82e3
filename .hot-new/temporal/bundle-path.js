"use strict";
var __importDefault = (this && this.__importDefault) || function (mod) {
    return (mod && mod.__esModule) ? mod : { "default": mod };
};
Object.defineProperty(exports, "__esModule", { value: true });
exports.WORKFLOW_BUNDLE_PATH = void 0;
const node_path_1 = __importDefault(require("node:path"));
/** Where the build puts the workflow code for workers: beside the compiled folders. */
exports.WORKFLOW_BUNDLE_PATH = node_path_1.default.join(__dirname, '..', 'workflow-bundle.js');
//# sourceMappingURL=bundle-path.js.map