// Preloaded into a process: writes the files of all modules that its main thread has loaded to MODULES_FILE, at its end.
const { writeFileSync } = require('node:fs');
const { isMainThread } = require('node:worker_threads');

if (isMainThread) {
  process.on('exit', () => {
    writeFileSync(process.env.MODULES_FILE, JSON.stringify(Object.keys(require.cache)));
  });
}
