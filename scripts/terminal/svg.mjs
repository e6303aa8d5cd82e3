// The buffer of a terminal as an SVG: text that can be read, searched and scaled.
const CELL_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const FONT_SIZE = 14;
const PADDING = 18;
const BACKGROUND = '#10141c';
const FOREGROUND = '#c9d1d9';
/** The colours of the palette that the command line uses. */
const PALETTE = { 1: '#ff7b72', 2: '#7ee787', 3: '#e3b341', 6: '#79c0ff' };

/** What a terminal shows, below the command that was typed; `rewrite` changes each piece of text before it is drawn. */
export function toSvg(terminal, command, rewrite) {
  const rows = usedLines(terminal, rewrite);
  const columns = Math.max(command.length + 2, ...rows.map(({ width }) => width));
  const width = Math.ceil(columns * CELL_WIDTH + 2 * PADDING);
  const height = (rows.length + 1) * LINE_HEIGHT + 2 * PADDING;
  const typed = text(0, 0, { from: 0, characters: `$ ${command}`, style: 'fill="#fff" font-weight="bold"' });
  const lines = rows.flatMap(({ spans }, i) => spans.map((span) => text(i + 1, span.from, span)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(command)}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace" font-size="${FONT_SIZE}" fill="${FOREGROUND}">`,
    typed,
    ...lines,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** The lines up to the last one that holds anything. */
function usedLines({ buffer: { active } }, rewrite) {
  const rows = Array.from({ length: active.length }, (_, i) => readLine(active.getLine(i), rewrite));
  while (rows.at(-1)?.width === 0) rows.pop();
  return rows;
}

/** The spans of a line, each of one look. */
function readLine(line, rewrite) {
  const spans = [];
  let width = 0;
  for (let x = 0; x < line.length; x++) {
    const cell = line.getCell(x);
    const characters = cell.getChars() || ' ';
    const style = styleOf(cell);
    const last = spans.at(-1);
    if (last?.style === style) last.characters += characters;
    else spans.push({ from: x, characters, style });
    if (characters !== ' ') width = x + 1;
  }
  return { width, spans: spans.flatMap((span) => wordsOf(span, rewrite)) };
}

/** The parts of a span between several spaces, which viewers of SVG draw as one. */
function wordsOf({ from, characters, style }, rewrite) {
  const words = characters.matchAll(/\S+(?: \S+)*/g);
  return Array.from(words, ({ index, 0: word }) => ({
    from: from + index,
    characters: rewrite(word),
    style,
  }));
}

function styleOf(cell) {
  const colour = cell.isFgPalette() ? PALETTE[cell.getFgColor()] : undefined;
  return [
    ...(colour === undefined ? [] : [`fill="${colour}"`]),
    ...(cell.isBold() ? ['font-weight="bold"'] : []),
    ...(cell.isDim() ? ['opacity="0.6"'] : []),
  ].join(' ');
}

/** Text at a cell; it takes the width of its cells whatever the font. */
function text(line, column, { characters, style }) {
  const x = (PADDING + column * CELL_WIDTH).toFixed(1);
  const y = PADDING + line * LINE_HEIGHT + FONT_SIZE;
  const length = (characters.length * CELL_WIDTH).toFixed(1);
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs"${style === '' ? '' : ` ${style}`}>${escape(characters)}</text>`;
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
