/** `npm run mutation`: changes the pure modules in every way that Stryker knows, and runs their tests on each. */
export default {
  mutate: [
    'domain/**/*.ts',
    'counting/plan/*.ts',
    'counting/scan/object-ranges.ts',
    'storage/{lake-keys,lake-url}.ts',
    'workflows/resolve-execution-date.ts',
  ],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'tests/mutation.config.mjs', enableFindRelatedTests: true },
  coverageAnalysis: 'perTest',
  // What runs when a module is loaded would be tried with every test: 8 % of the mutants would take two thirds of the time.
  ignoreStatic: true,
  concurrency: 1,
  ignorePatterns: ['dist', '.builds', 'bench', 'docs', 'examples', '.adtech', 'coverage'],
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: '.mutation/report.json' },
  tempDirName: '.mutation/sandbox',
  clearTextReporter: { allowColor: false, logTests: false },
  thresholds: { high: 95, low: 85, break: 85 },
};
