// Loaded into a worker process by `--require`: the worker forgets each workflow after each of its tasks, and so
// replays its whole history at the next one.
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  const { Worker } = require('@temporalio/worker');
  const create = Worker.create.bind(Worker);
  Worker.create = (options) => create({ ...options, maxCachedWorkflows: 0 });
}
