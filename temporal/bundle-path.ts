import path from 'node:path';

/** Where the build puts the workflow code for workers: beside the compiled folders. */
export const WORKFLOW_BUNDLE_PATH = path.join(__dirname, '..', 'workflow-bundle.js');
