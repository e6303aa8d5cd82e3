import { coloursFor } from './colours';
import type { Colours } from './colours';
import { terminalJson, terminalText, visibleLength, visibleText } from './terminal-text';

/** Shortest time between progress lines without a terminal. */
const PLAIN_PROGRESS_EVERY_MS = 5_000;

const INDENT = '    ';

/** Lines at the end of a terminal that the next lines replace. */
interface LiveLines {
  (text: string): void;
  clear(): void;
}

/**
 * The output of a command. No text can control the terminal: control characters, including line ends, are made visible.
 * With `--json`, stdout contains only the one JSON document, and lines go to stderr.
 */
export class Output {
  readonly colours: Colours;
  readonly #stream: NodeJS.WriteStream;
  /** Lines that are replaced in place; only on a terminal. */
  readonly #live: LiveLines | undefined;
  #lastPlainProgress = -Infinity;
  #lastProgress = '';

  private constructor(
    readonly asJson: boolean,
    stream: NodeJS.WriteStream,
    live: LiveLines | undefined,
  ) {
    this.#stream = stream;
    this.#live = live;
    this.colours = coloursFor(stream);
  }

  /** Opens the output of a command. */
  static async open(asJson: boolean): Promise<Output> {
    const stream = asJson ? process.stderr : process.stdout;
    // Some terminals do not report their width: there lines cannot be replaced.
    if (!stream.isTTY || !stream.columns) return new Output(asJson, stream, undefined);
    const { createLogUpdate } = await import('log-update');
    // The cursor stays visible, so that it need not be restored, however the process ends.
    return new Output(asJson, stream, createLogUpdate(stream, { showCursor: true }));
  }

  /** Columns and rows of the terminal; undefined where there is none. */
  get terminal(): { readonly columns: number; readonly rows: number } | undefined {
    if (this.#live === undefined) return undefined;
    return { columns: this.#stream.columns, rows: this.#stream.rows };
  }

  /** A line for a person. */
  line(text = ''): void {
    this.#clear();
    this.#stream.write(`${terminalText(text)}\n`);
  }

  /** Indented text below another line; on a terminal it is wrapped with the same indentation. */
  indented(text: string, style: (line: string) => string = (line) => line): void {
    for (const line of wrap(visibleText(text), (this.terminal?.columns ?? Infinity) - INDENT.length)) {
      this.line(`${INDENT}${style(line)}`);
    }
  }

  /** A line on stderr beside a result on stdout. */
  aside(text: string): void {
    this.#clear();
    process.stderr.write(`${terminalText(text)}\n`);
  }

  /** A line on what is wrong. */
  warn(text: string): void {
    this.line(`${this.colours.yellow('!')} ${text}`);
  }

  /** A line on what is done. */
  done(text: string): void {
    this.line(`${this.colours.green('✓')} ${text}`);
  }

  /** The progress of long work: on a terminal lines that are replaced, elsewhere its first line from time to time. */
  progress(first: string, ...more: readonly string[]): void {
    if (this.#live !== undefined) {
      this.#live([first, ...more].map(terminalText).join('\n'));
      return;
    }
    const now = performance.now();
    if (first === this.#lastProgress || now - this.#lastPlainProgress < PLAIN_PROGRESS_EVERY_MS) return;
    this.#lastPlainProgress = now;
    this.#lastProgress = first;
    this.#stream.write(`${terminalText(first)}\n`);
  }

  /** The report of a command: as JSON with `--json`, otherwise through `print`. */
  report(value: object, print: () => void): void {
    this.#clear();
    if (this.asJson) process.stdout.write(`${terminalJson(JSON.stringify(value, null, 2))}\n`);
    else print();
  }

  /** Rows under headings, in columns. */
  table(headings: readonly string[], texts: readonly (readonly string[])[]): void {
    const rows = texts.map((row) => row.map(visibleText));
    const widths = headings.map((heading, i) =>
      Math.max(heading.length, ...rows.map((row) => visibleLength(row[i] ?? ''))),
    );
    const format = (cells: readonly string[]) =>
      cells
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - visibleLength(cell)))
        .join('  ')
        .trimEnd();
    this.line(this.colours.bold(format(headings)));
    for (const row of rows) this.line(format(row));
  }

  #clear(): void {
    this.#live?.clear();
  }
}

/** Wraps words into lines of at most `columns` characters; a longer word gets a separate line. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= columns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A bar of `width` characters, filled by `fraction` (0 to 1). */
export function bar(fraction: number, width = 24): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}
