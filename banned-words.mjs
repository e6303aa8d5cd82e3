// Words and phrases that neither comments nor documents use: each has a plainer form in technical English.
// ESLint (eslint.config.mjs) reads them for comments, markdownlint (.markdownlint-cli2.mjs) for documents.
export const BANNED_WORDS = [
  'whoever',
  'nobody',
  'somebody',
  'that of',
  'those of',
  'held against',
  'hold against',
  'stands',
  'mend',
  'mends',
  'mended',
  'is away',
  'of its own',
  'of their own',
  'all the same',
  'list column',
  'list columns',
  'what is kept',
];
