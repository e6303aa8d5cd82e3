/** Forbids import circles, type imports included: ESLint's `import-x/no-cycle` sees those of values only. */
module.exports = {
  forbidden: [{ name: 'no-circles', severity: 'error', from: {}, to: { circular: true } }],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)(dist|[.]builds|node_modules)/', '^counting/scan/assembly/'] },
  },
};
