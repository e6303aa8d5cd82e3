import path from 'node:path';

/** Where the build puts the workflow code for workers: beside the compiled folders. */
export const WORKFLOW_BUNDLE_PATH = path.join(__dirname, '..', 'workflow-bundle.js');
/** The same with the interceptors that make spans, for workers that send traces. */
export const TRACED_WORKFLOW_BUNDLE_PATH = path.join(__dirname, '..', 'traced-workflow-bundle.js');
