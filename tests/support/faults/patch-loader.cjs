// Loaded with `node --require` before the program: a process of the product then runs with patches to its compiled modules,
// its threads as well. The build on disk stays as it is, and the product has no switch for any of this.
'use strict';
const { realpathSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

// A link to the build that is used: modules are loaded by their true names.
const dist = realpathSync(path.resolve(__dirname, '..', '..', '..', 'dist'));
const patches = JSON.parse(process.env.ADTECH_TEST_PATCHES ?? '[]');
const compile = Module.prototype._compile;

Module.prototype._compile = function (source, file, ...rest) {
  const own = patches.filter(({ module }) => path.join(dist, module) === file);
  const patched = own.reduce((text, { find, put }) => text.replace(find, () => put), source);
  return compile.call(this, patched, file, ...rest);
};
