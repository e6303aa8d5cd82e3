// `npm run findings`: runs the scripts of findings/, or those whose name has one of the words given, and prints which
// behaviours are still as recorded. Needs the registries of npm and PyPI; no part of `npm test`.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../findings/', import.meta.url));
/** A registry that does not answer must not hold the others up. */
const LIMIT_MS = 10 * 60_000;

const words = process.argv.slice(2);
const all = readdirSync(FOLDER).filter((name) => name.endsWith('.sh'));
const chosen = all.filter((name) => words.length === 0 || words.some((word) => name.includes(word)));
if (chosen.length === 0) {
  console.error(`no finding has a name with ${words.join(' or ')}; there are:\n  ${all.join('\n  ')}`);
  process.exit(2);
}

let failed = 0;
for (const name of chosen) {
  console.log(`\n${name}`);
  const { status } = spawnSync(path.join(FOLDER, name), { stdio: 'inherit', timeout: LIMIT_MS });
  if (status !== 0) {
    failed++;
    console.error(`✗ ${name}: the behaviour has changed, or the packages could not be installed`);
  }
}
console.log(`\n${chosen.length - failed} as recorded, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
