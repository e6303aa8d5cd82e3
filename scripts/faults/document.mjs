// Writes tables into docs/reliability.md, each between its two marks.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { spawnSync } from 'node:child_process';
import { root } from '../ensure.mjs';

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
