import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { TRACED_WORKFLOW_BUNDLE_PATH, WORKFLOW_BUNDLE_PATH } from './bundle-path';

const SPAN_INTERCEPTORS = '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors';

/** Builds the workflow bundle during the build, so that workers start without a bundler. */
async function build(): Promise<void> {
  await bundle(TRACED_WORKFLOW_BUNDLE_PATH, [require.resolve(SPAN_INTERCEPTORS)]);
  await bundle(WORKFLOW_BUNDLE_PATH, []);
}

async function bundle(target: string, workflowInterceptorModules: string[]): Promise<void> {
  const workflowsPath = path.join(__dirname, '..', 'workflows', 'index.js');
  const logger = new DefaultLogger('WARN');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    workflowInterceptorModules,
    logger,
    // Evaluated once for a worker, not again for each run: they keep no state.
    preloadModules: ['@temporalio/workflow', workflowsPath],
    // Small, since each worker compiles it and copies it to a thread. Stack traces need the lines of the sources, not the
    // sources.
    webpackConfigHook: (config) => ({
      ...config,
      devtool: 'inline-nosources-source-map',
      optimization: { ...config.optimization, minimize: true },
    }),
  });
  await writeFile(target, code);
}

void build();
