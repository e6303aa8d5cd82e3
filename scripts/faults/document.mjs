// Writes results into docs/reliability.md, each between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from '../ensure.mjs';

/** The most characters that the Markdown check allows in a line. */
const LINE_LENGTH = 120;
const DOCUMENT = path.join(root, 'docs', 'reliability.md');

/** Replaces the text between `<!-- begin NAME -->` and `<!-- end NAME -->`. */
export function replaceSection(name, lines) {
  const text = readFileSync(DOCUMENT, 'utf8');
  const section = new RegExp(`(<!-- begin ${name} -->\n)[^]*?(<!-- end ${name} -->)`);
  if (!section.test(text)) throw new Error(`docs/reliability.md has no section ${name}`);
  writeFileSync(
    DOCUMENT,
    text.replace(section, (_, begin, end) => `${begin}\n${lines.join('\n')}\n\n${end}`),
  );
  spawnSync(path.join(root, 'node_modules', '.bin', 'prettier'), ['--write', DOCUMENT], { stdio: 'ignore' });
}

/** A Markdown table, its headings first. */
export function markdownTable([headings, ...rows]) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}

/** An item of a numbered Markdown list. Each sentence begins a line; long ones are wrapped. */
export function numberedItem(number, sentences) {
  const indent = ' '.repeat(`${number}. `.length);
  const lines = sentences.flatMap((sentence) => wrap(sentence, LINE_LENGTH - indent.length));
  return lines.map((line, i) => `${i === 0 ? `${number}. ` : indent}${line}`);
}

function wrap(text, width) {
  const lines = [''];
  // A code span stays on one line.
  for (const word of text.match(/(?:`[^`]*`|\S)+/g)) {
    const last = lines.length - 1;
    if (lines[last] !== '' && lines[last].length + 1 + word.length > width) lines.push(word);
    else lines[last] += lines[last] === '' ? word : ` ${word}`;
  }
  return lines;
}
