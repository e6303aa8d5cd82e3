"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.temporalUrl = temporalUrl;
/** The page of a run in the Temporal Web UI. */
function temporalUrl(run, { url, namespace }) {
    const path = ['namespaces', namespace, 'workflows', run.workflow_id, run.run_id, 'history'];
    return `${url.replace(/\/+$/, '')}/${path.map(encodeURIComponent).join('/')}`;
}
//# sourceMappingURL=temporal-url.js.map