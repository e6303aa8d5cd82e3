const shared = {
  testEnvironment: 'node',
  // Copies of the checkout that `npm run mutation` works in, and builds: tests run processes from those.
  modulePathIgnorePatterns: ['<rootDir>/.mutation/', '<rootDir>/.builds/'],
  transform: {
    '^.+\\.(ts|m?js)$': '@swc/jest',
    // Of .swcrc but for the elements, as tsc reads them.
    '^.+\\.tsx$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic', importSource: 'preact' } },
          target: 'es2022',
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // ESM packages that the project loads with import(): Jest runs CommonJS.
  // What the project loads when it is wanted goes by the name of the compiled file.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet|hyparquet-writer|zstddec)/)'],
};

/** `unit` needs nothing and takes seconds; `integration` starts a real Postgres, Temporal server and S3 server. */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.integration\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/**/*.integration.test.ts'],
      globalSetup: '<rootDir>/tests/support/jest/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/jest/global-teardown.ts',
      setupFilesAfterEnv: [
        '<rootDir>/tests/support/jest/long-timeout.ts',
        '<rootDir>/tests/support/jest/errors-of-node.ts',
      ],
    },
  ],
  // Suites wait for servers a good part of their time: three keep two cores busy.
  maxWorkers: 3,
};
