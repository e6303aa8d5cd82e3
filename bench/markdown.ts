import { alignedLines } from './report';

/** Longest line of a document. */
const LINE_LENGTH = 120;

/** A table with its headings first, as the formatter lays it out. */
export function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string[] {
  const escaped = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const [head = '', ...lines] = alignedLines(
    escaped.map((row) => row.map((cell) => cell.padEnd(3))),
    { left: '| ', between: ' | ', right: ' |' },
  );
  return [head, head.replace(/[^|]/g, '-').replace(/\|-/g, '| ').replace(/-\|/g, ' |'), ...lines];
}

/** A list with an item for each text, in lines of at most 120 characters. */
export function markdownList(items: readonly string[]): string[] {
  return items.flatMap((item) => {
    const lines: string[] = [];
    for (const word of item.split(' ')) {
      const longer = `${lines.at(-1) ?? '-'} ${word}`;
      if (lines.length === 0) lines.push(longer);
      else if (longer.length <= LINE_LENGTH) lines[lines.length - 1] = longer;
      else lines.push(`  ${word}`);
    }
    return lines;
  });
}
