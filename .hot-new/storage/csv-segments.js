"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RecordCutter = exports.BrokenCsvError = exports.RECORD_MAX_BYTES = void 0;
exports.csvSegments = csvSegments;
/** Longest record, in bytes without its line end; a longer one is rejected unread. */
exports.RECORD_MAX_BYTES = 64 * 1024;
/** How much is kept of a record that is too long, to be looked at. */
const TOO_LONG_HEAD_BYTES = 1024;
/** A file whose records cannot be told apart; its other rows cannot be trusted either. */
class BrokenCsvError extends Error {
    line;
    fault;
    name = 'BrokenCsvError';
    constructor(line, fault) {
        super(`line ${String(line)}: ${fault}`);
        this.line = line;
        this.fault = fault;
    }
}
exports.BrokenCsvError = BrokenCsvError;
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const NOTHING = Buffer.alloc(0);
var State;
(function (State) {
    State[State["FieldStart"] = 0] = "FieldStart";
    State[State["Unquoted"] = 1] = "Unquoted";
    State[State["Quoted"] = 2] = "Quoted";
    /** After a quote inside a quoted field: it closes the field or escapes the next. */
    State[State["QuoteInQuoted"] = 3] = "QuoteInQuoted";
    /** After a CR outside quotes: it ends the record alone or with the LF that follows. */
    State[State["AfterCr"] = 4] = "AfterCr";
})(State || (State = {}));
/**
 * Cuts a CSV byte stream at its record borders (RFC 4180, and a lone CR or LF as a line end): the independent count of
 * physical records that the parser's rows are held against. Blank lines vanish here. Memory is bounded by one chunk
 * and one record.
 *
 * @throws BrokenCsvError on a quote that is never closed, or is closed in the middle of a field.
 */
async function* csvSegments(chunks) {
    const cutter = new RecordCutter();
    for await (const chunk of chunks)
        yield* cutter.push(chunk);
    yield* cutter.end();
}
/** Cuts chunk by chunk; `csvSegments` is this over a stream. */
class RecordCutter {
    #state = State.FieldStart;
    /** Bytes of the unfinished record, from earlier chunks; dropped once it is too long. */
    #carried = NOTHING;
    #carriedBytes = 0;
    #line = 1;
    #recordLine = 1;
    #quoteLine = 1;
    /** The last byte of the quoted field was a CR: an LF now is part of the same line end. */
    #quotedCr = false;
    #out = [];
    /** Bytes of the pending segment lie in `#block` between these. */
    #block = NOTHING;
    #segmentStart = 0;
    #segmentEnd = 0;
    #segmentLineEnd = '\n';
    #segmentLines = [];
    #segmentStarts = [];
    /** First bytes of the record that is being dropped. */
    #droppedHead = NOTHING;
    /** Whether the bytes so far end with a record's line end. */
    get atRecordStart() {
        return this.#state === State.FieldStart && this.#carriedBytes === 0;
    }
    /** Line ends passed so far. */
    get lineEnds() {
        return this.#line - 1;
    }
    /** Counts lines that somebody else has read, at the start of a record. */
    skipLines(count) {
        this.#line += count;
        this.#recordLine = this.#line;
    }
    /** The segments that these bytes complete; they may point into `chunk`. */
    push(chunk) {
        const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
        const droppedBytes = this.#carriedBytes - this.#carried.length;
        const block = this.#carried.length === 0 ? fresh : Buffer.concat([this.#carried, fresh]);
        let recordStart = 0;
        let i = this.#carried.length;
        this.#block = block;
        while (i < block.length) {
            const byte = block[i];
            switch (this.#state) {
                case State.FieldStart:
                case State.Unquoted:
                    if (byte === COMMA)
                        this.#state = State.FieldStart;
                    else if (byte === LF) {
                        this.#endRecord(recordStart, i, '\n', recordStart === 0 ? droppedBytes : 0);
                        recordStart = i + 1;
                    }
                    else if (byte === CR)
                        this.#state = State.AfterCr;
                    else if (byte === QUOTE && this.#state === State.FieldStart) {
                        this.#state = State.Quoted;
                        this.#quoteLine = this.#line;
                    }
                    else
                        this.#state = State.Unquoted;
                    break;
                case State.AfterCr: {
                    const lineEnd = byte === LF ? '\r\n' : '\r';
                    this.#endRecord(recordStart, i - 1, lineEnd, recordStart === 0 ? droppedBytes : 0);
                    recordStart = lineEnd === '\r\n' ? i + 1 : i;
                    if (lineEnd === '\r')
                        continue;
                    break;
                }
                case State.Quoted:
                    if (byte === QUOTE)
                        this.#state = State.QuoteInQuoted;
                    else if (byte === CR || (byte === LF && !this.#quotedCr))
                        this.#line++;
                    this.#quotedCr = byte === CR;
                    break;
                case State.QuoteInQuoted:
                    if (byte === QUOTE)
                        this.#state = State.Quoted;
                    else if (byte === COMMA || byte === LF || byte === CR) {
                        this.#state = State.Unquoted;
                        continue;
                    }
                    else
                        throw this.#broken('the quote that opens here is closed in the middle of a field');
                    break;
            }
            i++;
        }
        this.#flush();
        this.#carry(block, recordStart, droppedBytes);
        return this.#take();
    }
    /**
     * The rest, at the end of the stream.
     * @throws BrokenCsvError when a quote is still open.
     */
    end() {
        if (this.#state === State.Quoted)
            throw this.#broken('the quote that opens here is never closed');
        const droppedBytes = this.#carriedBytes - this.#carried.length;
        this.#block = this.#carried;
        const afterCr = this.#state === State.AfterCr;
        const lengthBytes = this.#carried.length - (afterCr ? 1 : 0);
        if (lengthBytes + droppedBytes > 0)
            this.#endRecord(0, lengthBytes, afterCr ? '\r' : '\n', droppedBytes);
        this.#flush();
        return this.#take();
    }
    #endRecord(start, end, lineEnd, droppedBytes) {
        const lengthBytes = end - start + droppedBytes;
        if (lengthBytes > exports.RECORD_MAX_BYTES) {
            this.#flush();
            const head = droppedBytes > 0 ? this.#droppedHead : this.#block.subarray(start, end);
            this.#out.push({
                kind: 'too_long',
                line: this.#recordLine,
                head: Buffer.from(head.subarray(0, TOO_LONG_HEAD_BYTES)),
            });
        }
        else if (lengthBytes === 0)
            this.#flush();
        else {
            if (this.#segmentLines.length > 0 && this.#segmentLineEnd !== lineEnd)
                this.#flush();
            if (this.#segmentLines.length === 0)
                this.#segmentStart = start;
            this.#segmentStarts.push(start - this.#segmentStart);
            this.#segmentLineEnd = lineEnd;
            this.#segmentEnd = end;
            this.#segmentLines.push(this.#recordLine);
        }
        this.#state = State.FieldStart;
        this.#line++;
        this.#recordLine = this.#line;
    }
    #flush() {
        if (this.#segmentLines.length === 0)
            return;
        const bytes = this.#block.subarray(this.#segmentStart, this.#segmentEnd);
        this.#out.push({
            kind: 'records',
            bytes,
            lineEnd: this.#segmentLineEnd,
            lines: this.#segmentLines,
            starts: this.#segmentStarts,
        });
        this.#segmentLines = [];
        this.#segmentStarts = [];
    }
    #carry(block, recordStart, droppedBytes) {
        const rest = block.subarray(recordStart);
        this.#carriedBytes = rest.length + (recordStart === 0 ? droppedBytes : 0);
        // One byte more than the limit is enough to know the record as too long, and a CR at the very end may yet be its line end.
        const keptBytes = this.#carriedBytes > exports.RECORD_MAX_BYTES + 1 ? Math.min(rest.length, 1) : rest.length;
        if (keptBytes < rest.length && (recordStart > 0 || droppedBytes === 0)) {
            this.#droppedHead = Buffer.from(rest.subarray(0, TOO_LONG_HEAD_BYTES));
        }
        this.#carried = rest.subarray(rest.length - keptBytes);
    }
    #take() {
        const out = this.#out;
        this.#out = [];
        return out;
    }
    #broken(fault) {
        return new BrokenCsvError(this.#quoteLine, fault);
    }
}
exports.RecordCutter = RecordCutter;
//# sourceMappingURL=csv-segments.js.map