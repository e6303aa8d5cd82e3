"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Output = void 0;
exports.bar = bar;
const colours_1 = require("./colours");
/** On no terminal, a progress line appears at most this often. */
const PLAIN_PROGRESS_EVERY_MS = 5_000;
const INDENT = '    ';
/** Where a command reports. With `--json`, its one JSON document has stdout to itself and the lines go to stderr. */
class Output {
    asJson;
    colours;
    #stream;
    /** Lines that are replaced in place; a terminal has them. */
    #live;
    #lastPlainProgress = -Infinity;
    #lastProgress = '';
    constructor(asJson, stream, live) {
        this.asJson = asJson;
        this.#stream = stream;
        this.#live = live;
        this.colours = (0, colours_1.coloursFor)(stream);
    }
    /** Opens the output of a command. */
    static async open(asJson) {
        const stream = asJson ? process.stderr : process.stdout;
        // Some terminals do not say how wide they are: nothing can be replaced there.
        if (!stream.isTTY || !stream.columns)
            return new Output(asJson, stream, undefined);
        const { createLogUpdate } = await import('log-update');
        // A cursor that is never hidden need not be brought back, however the process ends.
        return new Output(asJson, stream, createLogUpdate(stream, { showCursor: true }));
    }
    /** Columns and rows of the terminal; undefined where there is none. */
    get terminal() {
        if (this.#live === undefined)
            return undefined;
        return { columns: this.#stream.columns, rows: this.#stream.rows };
    }
    /** A line for a person. */
    line(text = '') {
        this.#clear();
        this.#stream.write(`${text}\n`);
    }
    /** Lines below another one: words that do not fit go to the next line of a terminal, which begins below them. */
    indented(text, style = (line) => line) {
        for (const line of wrap(text, (this.terminal?.columns ?? Infinity) - INDENT.length)) {
            this.line(`${INDENT}${style(line)}`);
        }
    }
    /** A line beside a result that has stdout to itself. */
    aside(text) {
        this.#clear();
        process.stderr.write(`${text}\n`);
    }
    /** A line on what is wrong. */
    warn(text) {
        this.line(`${this.colours.yellow('!')} ${text}`);
    }
    /** A line on what is done. */
    done(text) {
        this.line(`${this.colours.green('✓')} ${text}`);
    }
    /** The state of long work: on a terminal its lines in place, elsewhere the first of them now and then. */
    progress(first, ...more) {
        if (this.#live !== undefined) {
            this.#live([first, ...more].join('\n'));
            return;
        }
        const now = performance.now();
        if (first === this.#lastProgress || now - this.#lastPlainProgress < PLAIN_PROGRESS_EVERY_MS)
            return;
        this.#lastPlainProgress = now;
        this.#lastProgress = first;
        this.#stream.write(`${first}\n`);
    }
    /** The report of a command: as JSON with `--json`, otherwise through `print`. */
    report(value, print) {
        this.#clear();
        if (this.asJson)
            process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
        else
            print();
    }
    /** Rows under headings, in columns. */
    table(headings, rows) {
        const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map((row) => visibleLength(row[i] ?? ''))));
        const format = (cells) => cells
            .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - visibleLength(cell)))
            .join('  ')
            .trimEnd();
        this.line(this.colours.bold(format(headings)));
        for (const row of rows)
            this.line(format(row));
    }
    #clear() {
        this.#live?.clear();
    }
}
exports.Output = Output;
/** The words of a text in lines of at most `columns` characters; a longer word has one of its own. */
function wrap(text, columns) {
    const lines = [];
    for (const word of text.split(' ')) {
        const last = lines.at(-1);
        if (last !== undefined && last.length + 1 + word.length <= columns)
            lines[lines.length - 1] = `${last} ${word}`;
        else
            lines.push(word);
    }
    return lines;
}
function visibleLength(text) {
    // eslint-disable-next-line no-control-regex
    return text.replace(/\x1b\[\d+m/g, '').length;
}
/** A bar of `width` characters, filled by `fraction` (0 to 1). */
function bar(fraction, width = 24) {
    const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width);
    return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}
//# sourceMappingURL=output.js.map