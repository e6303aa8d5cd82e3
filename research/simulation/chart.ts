const WIDTH_PX = 900;
const PANEL_HEIGHT_PX = 300;
const LEFT_PX = 70;
const RIGHT_PX = 190;
const TOP_PX = 40;
const BOTTOM_PX = 46;
const LABEL_HEIGHT_PX = 16;
const MAX_TICKS = 6;
const COLOURS = ['#94a3b8', '#dc2626', '#2563eb', '#d97706', '#7c3aed', '#059669', '#0891b2', '#be185d'];
const INK = { text: '#1e293b', muted: '#64748b', grid: '#e2e8f0' };

/** Lines over days. */
export interface LinePanel {
  readonly title: string;
  /** The name of the figure, with its unit. */
  readonly axis: string;
  readonly lines: readonly Line[];
}

/** A value for each day from day 1 on; lines with the same index in their panels have the same colour. */
export interface Line {
  readonly label: string;
  readonly values: readonly number[];
}

/** Panels of lines, one below the other, as SVG. */
export function drawLines(panels: readonly LinePanel[]): string {
  const height = panels.length * PANEL_HEIGHT_PX;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${height}" viewBox="0 0 ${WIDTH_PX} ${height}"`,
    ` font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    ...panels.map((panel, i) => drawPanel(panel, i * PANEL_HEIGHT_PX)),
    '</svg>\n',
  ].join('\n');
}

function drawPanel({ title, axis, lines }: LinePanel, top: number): string {
  const days = Math.max(...lines.map(({ values }) => values.length));
  const most = Math.max(0, ...lines.flatMap(({ values }) => values)) || 1;
  const step = tickStep(most);
  const end = step * Math.ceil(most / step);
  const [yTop, yEnd] = [top + TOP_PX, top + PANEL_HEIGHT_PX - BOTTOM_PX];
  const [xStart, xEnd] = [LEFT_PX, WIDTH_PX - RIGHT_PX];
  const x = (day: number) => xStart + ((xEnd - xStart) * (day - 1)) / Math.max(1, days - 1);
  const y = (value: number) => yEnd - ((yEnd - yTop) * Math.max(0, value)) / end;
  const parts = [text(xStart, top + 20, title, 'start', INK.text, 'font-weight="600"')];
  for (let i = 0; i * step <= end + step / 2; i++) {
    const at = px(y(i * step));
    parts.push(`<line x1="${xStart}" x2="${xEnd}" y1="${at}" y2="${at}" stroke="${INK.grid}"/>`);
    parts.push(text(xStart - 8, at + 4, String(Number((i * step).toPrecision(6))), 'end', INK.muted));
  }
  const dayStep = Math.max(1, tickStep(days));
  for (let day = dayStep; day <= days; day += dayStep) {
    parts.push(text(px(x(day)), yEnd + 16, String(day), 'middle', INK.muted));
  }
  parts.push(text((xStart + xEnd) / 2, yEnd + 34, `day; ${axis}`, 'middle', INK.muted));
  const labels = placeLabels(lines.map(({ values }) => y(values.at(-1) ?? 0)));
  lines.forEach(({ label, values }, i) => {
    const colour = COLOURS[i % COLOURS.length] ?? INK.text;
    const points = values.map((value, day) => `${px(x(day + 1))},${px(y(value))}`).join(' ');
    parts.push(
      `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      text(xEnd + 8, px(labels[i] ?? 0) + 4, label, 'start', colour),
    );
  });
  return parts.join('\n');
}

/** Heights of labels near their lines, in the same order, without overlap. */
function placeLabels(heights: readonly number[]): number[] {
  const placed = [...heights];
  const order = heights.map((_, i) => i).sort((a, b) => (heights[b] ?? 0) - (heights[a] ?? 0));
  let limit = Infinity;
  for (const i of order) {
    placed[i] = Math.min(placed[i] ?? 0, limit);
    limit = (placed[i] ?? 0) - LABEL_HEIGHT_PX;
  }
  return placed;
}

/** 1, 2 or 5 times a power of ten, so that there are at most six ticks. */
function tickStep(max: number): number {
  const [, exponent = ''] = (max / MAX_TICKS).toExponential().split('e');
  const power = Number(`1e${exponent}`);
  return ([1, 2, 5].find((factor) => max / (factor * power) <= MAX_TICKS) ?? 10) * power;
}

function px(length: number): number {
  return Math.round(length * 10) / 10;
}

function text(x: number, y: number, content: string, anchor: string, colour: string, more = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}" ${more}>${escaped}</text>`;
}
