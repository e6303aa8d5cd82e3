import pc from 'picocolors';

/** On no terminal, a progress line appears at most this often. */
const PLAIN_PROGRESS_EVERY_MS = 5_000;

/** Where a command reports. With `--json`, its one JSON document has stdout to itself and the lines go to stderr. */
export class Output {
  readonly #stream: NodeJS.WriteStream;
  #progressShown = false;
  #lastPlainProgress = -Infinity;
  #lastProgress = '';

  constructor(readonly asJson: boolean) {
    this.#stream = asJson ? process.stderr : process.stdout;
  }

  /** A line for a person. */
  line(text = ''): void {
    this.#clear();
    this.#stream.write(`${text}\n`);
  }

  /** A line beside a result that has stdout to itself. */
  aside(text: string): void {
    this.#clear();
    process.stderr.write(`${text}\n`);
  }

  /** A line on what is wrong. */
  warn(text: string): void {
    this.line(`${pc.yellow('!')} ${text}`);
  }

  /** A line on what is done. */
  done(text: string): void {
    this.line(`${pc.green('✓')} ${text}`);
  }

  /** The state of long work: one live line on a terminal, now and then a plain line elsewhere. */
  progress(text: string): void {
    if (this.#stream.isTTY) {
      this.#clear();
      // Some terminals do not say how wide they are.
      this.#stream.write(text.slice(0, (this.#stream.columns || 80) - 1));
      this.#progressShown = true;
      return;
    }
    const now = performance.now();
    if (text === this.#lastProgress || now - this.#lastPlainProgress < PLAIN_PROGRESS_EVERY_MS) return;
    this.#lastPlainProgress = now;
    this.#lastProgress = text;
    this.#stream.write(`${text}\n`);
  }

  /** The report of a command: as JSON with `--json`, otherwise through `print`. */
  report(value: object, print: () => void): void {
    this.#clear();
    if (this.asJson) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    else print();
  }

  /** Rows under headings, in columns. */
  table(headings: readonly string[], rows: readonly (readonly string[])[]): void {
    const widths = headings.map((heading, i) =>
      Math.max(heading.length, ...rows.map((row) => visibleLength(row[i] ?? ''))),
    );
    const format = (cells: readonly string[]) =>
      cells
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - visibleLength(cell)))
        .join('  ')
        .trimEnd();
    this.line(pc.bold(format(headings)));
    for (const row of rows) this.line(format(row));
  }

  #clear(): void {
    if (!this.#progressShown) return;
    this.#stream.write('\r\x1b[2K');
    this.#progressShown = false;
  }
}

function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\x1b\[\d+m/g, '').length;
}

/** A bar of `width` characters, filled by `fraction` (0 to 1). */
export function bar(fraction: number, width = 24): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}
