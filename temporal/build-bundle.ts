import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { WORKFLOW_BUNDLE_PATH } from './bundle-path';

/** Part of the build: workers then start without a bundler. */
async function build(): Promise<void> {
  const workflowsPath = path.join(__dirname, '..', 'workflows', 'index.js');
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  await writeFile(WORKFLOW_BUNDLE_PATH, code);
}

void build();
