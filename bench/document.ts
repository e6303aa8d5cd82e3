import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from './checkout';
import { markdownList, markdownTable } from './markdown';
import type { ThreadProfile } from './profile';
import type { Surroundings } from './report';
import { resultLines } from './results';
import type { Row } from './row';
import { drawWallTimes } from './wall-time-chart';

const DOCUMENTS = path.join(CHECKOUT, 'docs');
const IMAGES = path.join(DOCUMENTS, 'images');

/** Writes the figures of a whole run into docs/performance.md, and their chart beside it. */
export function documentResults(rows: readonly Row[], notes: readonly string[], where: Surroundings): void {
  writeImage('performance.svg', drawWallTimes(rows));
  replaceSection('results', [
    ...surroundingsLines(where, notes),
    '',
    '![Wall times of ours and of the peers](images/performance.svg)',
    '',
    ...resultLines(rows),
  ]);
}

/** Writes where the time goes into docs/performance.md. */
export function documentProfile(what: string, threads: readonly ThreadProfile[], where: Surroundings): void {
  replaceSection('profile', [
    ...surroundingsLines(where),
    '',
    `${what}:`,
    '',
    ...markdownTable([
      ['thread', 'self', 'share', 'function'],
      ...threads.flatMap(({ name, functions }) =>
        functions.map(({ label, selfSeconds, share }) => [
          name,
          `${selfSeconds.toFixed(2)} s`,
          `${(share * 100).toFixed(0)} %`,
          `\`${label}\``,
        ]),
      ),
    ]),
  ]);
}

/** Writes a picture for docs/performance.md. */
export function writeImage(name: string, svg: string): void {
  writeFileSync(path.join(IMAGES, name), svg);
}

/** Where and with what was measured, and the notes of the run, as a list. */
export function surroundingsLines(
  { date, machine, software, command }: Surroundings,
  notes: readonly string[] = [],
): string[] {
  return markdownList([`${date}, \`${command}\``, machine, software, ...notes]);
}

/** Replaces the text between the markers of that name in a document; the rest of it is written by hand. */
export function replaceSection(name: string, lines: readonly string[], document = 'performance.md'): void {
  const file = path.join(DOCUMENTS, document);
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${file} lacks ${begin} and ${end}`);
  const section = `${begin}\n\n${lines.join('\n')}\n\n`;
  writeFileSync(file, text.slice(0, from) + section + text.slice(to));
}
