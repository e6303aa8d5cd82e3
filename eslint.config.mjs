import eslint from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';
import { BANNED_WORDS } from './banned-words.mjs';

/** Functions of `Math` whose last bit is not specified: it differs between versions of Node. */
const INEXACT = [
  ...['pow', 'exp', 'expm1', 'log', 'log1p', 'log2', 'log10', 'hypot', 'cbrt', 'sin', 'cos', 'tan'],
  ...['asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];
const INEXACT_MESSAGE =
  'Its last bit differs between versions of Node; use sums, products, quotients, Math.sqrt or whole numbers (domain/exact/).';

/** What each folder may import besides itself: the arrows of docs/architecture.md. */
const MAY_IMPORT = {
  domain: [],
  config: ['domain', 'storage', 'db'],
  storage: ['domain'],
  logs: ['domain', 'storage'],
  counting: ['domain', 'storage', 'logs'],
  sample: ['domain', 'storage', 'logs'],
  research: ['domain', 'storage', 'logs', 'sample', 'config'],
  db: ['domain'],
  'temporal/names': ['domain'],
  notify: ['domain'],
  activities: ['domain', 'storage', 'logs', 'counting', 'db', 'notify', 'temporal/names'],
  workflows: ['domain', 'counting', 'activities', 'temporal/names'],
  temporal: ['domain', 'storage', 'logs', 'counting', 'config', 'activities', 'workflows'],
  api: ['domain', 'db', 'temporal/names'],
  local: [],
  examples: [],
  scripts: ['local'],
  bench: ['domain', 'storage', 'logs', 'counting', 'config', 'local', 'temporal/names'],
};
const FOLDERS = [...Object.keys(MAY_IMPORT).filter((folder) => !folder.includes('/')), 'cli', 'tests'];

/** What each room of counting/ may import of the others. */
const ROOMS = {
  plan: [],
  columns: [],
  scan: ['plan', 'columns'],
  counts: ['plan', 'columns', 'scan'],
  daily: ['plan', 'columns', 'counts'],
  threads: ['columns', 'counts', 'daily'],
};

// Of a forbidden folder, the allowed rooms (`temporal/names`) are excepted.
const folderZones = Object.entries(MAY_IMPORT).flatMap(([folder, allowed]) =>
  FOLDERS.filter((other) => other !== folder && !allowed.includes(other)).map((other) => ({
    target: `./${folder}`,
    from: `./${other}`,
    except: [folder, ...allowed]
      .filter((room) => room.startsWith(`${other}/`))
      .map((room) => room.replace(`${other}/`, './')),
    message: `${folder}/ may import ${allowed.length === 0 ? 'nothing of the project' : allowed.join(', ')} only (docs/architecture.md).`,
  })),
);
const roomZones = Object.entries(ROOMS).map(([room, allowed]) => ({
  target: `./counting/${room}`,
  from: otherRooms(room, ...allowed),
  message: `counting/${room}/ may import ${allowed.length === 0 ? 'no other room' : allowed.join(', ')} of counting/ only (docs/architecture.md).`,
}));
const zones = [
  ...folderZones,
  ...roomZones,
  ...['./logs', './storage'].map((from) => ({
    target: './logs/sources',
    from,
    ...(from === './logs' && { except: ['./sources'] }),
    message: 'logs/sources/ may import domain only: it neither reads nor writes (docs/architecture.md).',
  })),
  {
    target: './workflows',
    from: otherRooms('plan'),
    message: 'Workflows may import counting/plan/ of counting/ only, types included (docs/architecture.md).',
  },
];

function otherRooms(...rooms) {
  return Object.keys(ROOMS)
    .filter((room) => !rooms.includes(room))
    .map((room) => `./counting/${room}`);
}

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.builds/',
      'node_modules/',
      '.adtech/',
      'coverage/',
      'counting/scan/assembly/',
      'examples/typed-client/api.d.ts',
    ],
  },
  {
    files: ['**/*.{ts,tsx}'],
    extends: [
      eslint.configs.recommended,
      tseslint.configs.strictTypeChecked,
      tseslint.configs.stylisticTypeChecked,
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })],
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',
    },
  },
  {
    files: ['workflows/**/*.ts'],
    rules: {
      'import-x/no-nodejs-modules': 'error',
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/activities/*'],
              allowTypeImports: true,
              message: 'A workflow knows its activities by their types only.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['domain/**/*.ts'],
    rules: { 'import-x/no-nodejs-modules': 'error' },
  },
  {
    files: ['**/*.{ts,tsx}'],
    ignores: ['config/**', 'tests/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Settings are read once, in config/.' },
        ...INEXACT.map((property) => ({ object: 'Math', property, message: INEXACT_MESSAGE })),
      ],
    },
  },
  {
    files: ['**/*.{ts,tsx}'],
    // In sample/, 2 has whole exponents only, which every version of Node has exact.
    ignores: ['sample/**', 'tests/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'BinaryExpression[operator="**"]:not([left.value=2][right.type="Literal"]):not([left.bigint])',
          message: INEXACT_MESSAGE,
        },
      ],
    },
  },
  {
    files: ['tests/**/*.{ts,tsx}'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [eslint.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        AbortController: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
      },
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs}'],
    rules: { 'no-warning-comments': ['error', { terms: BANNED_WORDS, location: 'anywhere' }] },
  },
);
