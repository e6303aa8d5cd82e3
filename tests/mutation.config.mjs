import jest from '../jest.config.mjs';

const [unit] = jest.projects;

/** The tests of the pure modules, for `npm run mutation`: those of others would find more, in hours. */
export default {
  ...unit,
  rootDir: '..',
  testMatch: [
    '<rootDir>/tests/domain/**/*.test.ts',
    '<rootDir>/tests/counting/plan/*.test.ts',
    '<rootDir>/tests/counting/scan/object-ranges.test.ts',
    '<rootDir>/tests/storage/{lake-keys,lake-url}.test.ts',
    '<rootDir>/tests/workflows/resolve-execution-date.test.ts',
  ],
};
