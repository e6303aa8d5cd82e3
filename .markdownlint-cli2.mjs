import searchReplace from 'markdownlint-rule-search-replace';
import { BANNED_WORDS } from './banned-words.mjs';

/** Two rules only: Prettier formats, and most other rules of markdownlint are about form as well. */
export default {
  globs: ['**/*.md'],
  ignores: ['**/node_modules/**', '.*/**', 'dist/**'],
  customRules: [searchReplace],
  noBanner: true,
  noProgress: true,
  config: {
    default: false,
    MD013: { line_length: 120, tables: true, code_blocks: true, stern: true },
    'search-replace': {
      rules: BANNED_WORDS.map((words) => ({
        name: words.replaceAll(' ', '-'),
        message: `Say it in plainer words than "${words}"`,
        // Words may be on two lines.
        searchPattern: `/\\b${words.replaceAll(' ', '\\s+')}\\b/gi`,
        searchScope: 'text',
      })),
    },
  },
};
