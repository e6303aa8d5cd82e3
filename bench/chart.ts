const WIDTH_PX = 900;
const LABEL_WIDTH_PX = 270;
const VALUE_WIDTH_PX = 80;
const BAR_HEIGHT_PX = 20;
const ROW_HEIGHT_PX = 28;
const HEADING_HEIGHT_PX = 34;
const AXIS_HEIGHT_PX = 44;
const PLOT_WIDTH_PX = WIDTH_PX - LABEL_WIDTH_PX - VALUE_WIDTH_PX;
const MAX_TICKS = 6;
const COLOURS = { ours: '#2563eb', peer: '#94a3b8', text: '#1e293b', muted: '#64748b', grid: '#e2e8f0' };

/** One panel of horizontal bars. */
export interface Panel {
  readonly title: string;
  /** What the bars are, below them. */
  readonly axis: string;
  readonly bars: readonly Bar[];
}

/** One bar; the product's bars have another colour. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  /** The label of the value beside the bar. */
  readonly text: string;
  readonly isOurs: boolean;
}

/** Panels, one below the other, as SVG. */
export function drawChart(panels: readonly Panel[]): string {
  let top = 12;
  const drawn: string[] = [];
  for (const panel of panels) {
    drawn.push(drawPanel(panel, top));
    top += heightOf(panel);
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH_PX}" height="${top}" viewBox="0 0 ${WIDTH_PX} ${top}"`,
    ` font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="13">`,
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function heightOf({ bars }: Panel): number {
  return HEADING_HEIGHT_PX + bars.length * ROW_HEIGHT_PX + AXIS_HEIGHT_PX;
}

function drawPanel({ title, axis, bars }: Panel, top: number): string {
  const step = tickStep(Math.max(...bars.map(({ value }) => value)));
  const end = step * Math.ceil(Math.max(...bars.map(({ value }) => value)) / step);
  const x = (value: number) => LABEL_WIDTH_PX + (value / end) * PLOT_WIDTH_PX;
  const barsTop = top + HEADING_HEIGHT_PX;
  const barsEnd = barsTop + bars.length * ROW_HEIGHT_PX;
  const parts = [text(LABEL_WIDTH_PX, top + 18, title, 'start', COLOURS.text, 'font-weight="600"')];
  for (let i = 0; i * step <= end + step / 2; i++) {
    const at = x(i * step);
    parts.push(`<line x1="${at}" x2="${at}" y1="${barsTop}" y2="${barsEnd}" stroke="${COLOURS.grid}"/>`);
    parts.push(text(at, barsEnd + 16, String(Number((i * step).toPrecision(6))), 'middle', COLOURS.muted));
  }
  const middle = LABEL_WIDTH_PX + PLOT_WIDTH_PX / 2;
  parts.push(text(middle, barsEnd + 32, axis, 'middle', COLOURS.muted));
  bars.forEach(({ label, value, text: valueText, isOurs }, i) => {
    const y = barsTop + i * ROW_HEIGHT_PX;
    const baseline = y + BAR_HEIGHT_PX - 3;
    const width = Math.max(1, x(value) - LABEL_WIDTH_PX);
    const weight = isOurs ? 'font-weight="600"' : '';
    parts.push(
      `<rect x="${LABEL_WIDTH_PX}" y="${y + 2}" width="${width}" height="${BAR_HEIGHT_PX}" rx="2" fill="${isOurs ? COLOURS.ours : COLOURS.peer}"/>`,
      text(LABEL_WIDTH_PX - 8, baseline, label, 'end', COLOURS.text, weight),
      text(LABEL_WIDTH_PX + width + 6, baseline, valueText, 'start', COLOURS.text, weight),
    );
  });
  return parts.join('\n');
}

/** 1, 2 or 5 times a power of ten, so that there are at most six ticks. */
function tickStep(max: number): number {
  const [, exponent = ''] = (max / MAX_TICKS).toExponential().split('e');
  const power = Number(`1e${exponent}`);
  return ([1, 2, 5].find((factor) => max / (factor * power) <= MAX_TICKS) ?? 10) * power;
}

function text(x: number, y: number, content: string, anchor: string, colour: string, more = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${colour}" ${more}>${escaped}</text>`;
}
