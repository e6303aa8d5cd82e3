import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CHECKOUT } from './checkout';
import type { ThreadProfile } from './profile';
import { alignedLines, cellsOf, HEADINGS } from './report';
import type { Surroundings } from './report';
import type { Row } from './row';
import { drawWallTimes } from './wall-time-chart';

const DOCUMENT = path.join(CHECKOUT, 'docs', 'performance.md');
const IMAGES = path.join(CHECKOUT, 'docs', 'images');

/** Writes the figures of a whole run into docs/performance.md, and their chart beside it. */
export function documentResults(rows: readonly Row[], notes: readonly string[], where: Surroundings): void {
  writeImage('performance.svg', drawWallTimes(rows));
  replaceSection('results', [
    ...surroundingsLines(where),
    ...notes.map((note) => `- ${note}`),
    '',
    '![Wall times of ours and of the peers](images/performance.svg)',
    '',
    ...markdownTable([HEADINGS, ...rows.map(cellsOf)]),
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

/** Where and with what was measured, as a list. */
export function surroundingsLines({ date, machine, software, command }: Surroundings): string[] {
  return [`- ${date}, \`${command}\``, `- ${machine}`, `- ${software}`];
}

/** A table with its headings first, as the formatter lays it out. */
export function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string[] {
  const escaped = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const [head = '', ...lines] = alignedLines(
    escaped.map((row) => row.map((cell) => cell.padEnd(3))),
    { left: '| ', between: ' | ', right: ' |' },
  );
  return [head, head.replace(/[^|]/g, '-').replace(/\|-/g, '| ').replace(/-\|/g, ' |'), ...lines];
}

/** Replaces the text between the markers of that name in docs/performance.md; the rest of it is written by hand. */
export function replaceSection(name: string, lines: readonly string[]): void {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const text = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${DOCUMENT} lacks ${begin} and ${end}`);
  const section = `${begin}\n\n${lines.join('\n')}\n\n`;
  writeFileSync(DOCUMENT, text.slice(0, from) + section + text.slice(to));
}
