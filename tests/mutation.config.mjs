import jest from '../jest.config.mjs';

const [unit] = jest.projects;

/** The tests of the pure modules, for `npm run mutation`; more tests would kill more mutants, but would need hours. */
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
