import type { Config } from 'jest';

const shared = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': '@swc/jest' },
  // ESM packages that the project loads with import(): Jest runs CommonJS.
  transformIgnorePatterns: ['/node_modules/(?!(hyparquet|hyparquet-writer)/)'],
} satisfies Config;

const js = { '^.+\\.(ts|js)$': '@swc/jest' };

/** `unit` needs nothing and takes seconds; `integration` gets a real Postgres, Temporal server and S3 server of its own. */
const config: Config = {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      transform: js,
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: ['\\.integration\\.test\\.ts$'],
    },
    {
      ...shared,
      displayName: 'integration',
      transform: js,
      testMatch: ['<rootDir>/tests/**/*.integration.test.ts'],
      globalSetup: '<rootDir>/tests/support/global-setup.ts',
      globalTeardown: '<rootDir>/tests/support/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/tests/support/long-timeout.ts'],
    },
  ],
  maxWorkers: 2,
};

export default config;
