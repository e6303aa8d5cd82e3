import { isUtf8 } from 'node:buffer';
import { bytesOfNames, wantedFields } from '../../../logs/formats/json-lines/parse-record';
import type { WantedField } from '../../../logs/formats/json-lines/parse-record';
import { RecordReader } from '../../../logs/formats/json-lines/record-reader';
import { RECORD_MAX_BYTES } from '../../../logs/formats/log-format';
import type { LogRecord } from '../../../logs/formats/log-format';
import type { LogObject } from '../../../logs/input-object';
import { plainEntry } from '../../../logs/sources/source-types';
import { DescribedScan } from '../described-scan';
import { LineScanner } from '../line-scanner';
import type { FastLines, LineScanOptions, SlowReader } from '../line-scanner';
import type { ScannerModule } from '../scanner-module';
import { createLineTemplate } from './line-template';

const LF = 0x0a;
const CR = 0x0d;

/**
 * Counts the records of JSON lines. Lines that differ from one of them only in scalar values are counted over their bytes:
 * that one is read the slow way before.
 */
export class JsonLinesScanner extends LineScanner {
  protected readonly reader: SlowReader;
  readonly #wanted: readonly WantedField[];
  #hasTemplate = false;
  /** Byte of the stream up to which lines are known to be UTF-8, or not to be. */
  #checkedTo = 0;

  constructor(module: ScannerModule, logObject: LogObject, options: LineScanOptions) {
    super(module, logObject, options);
    const { log, object, columns } = this.request;
    this.#wanted = wantedFields(columns);
    this.reader = new JsonReader(this.#wanted, options.stopAt);
    this.counter.begin();
    if (options.fast === false) return;
    const source = object.source ?? { entry: plainEntry(log), timeZone: 'UTC', hash: '' };
    this.described = DescribedScan.begin(module, this.request, source);
    this.fast = this.described !== undefined;
  }

  protected prepare({ start, end, base, areAfterSlow }: FastLines): boolean {
    if (!this.#hasTemplate || areAfterSlow) this.#learn(start, end);
    if (this.#hasTemplate && base + end > this.#checkedTo) {
      const { wasm, input } = this.module;
      wasm.areUtf8(isUtf8(input.subarray(start, end)));
      this.#checkedTo = base + end;
    }
    return this.#hasTemplate;
  }

  /** Takes the next line for the template, if the slow way reads it as a record. */
  #learn(start: number, end: number): void {
    const { wasm, input, inputAddress } = this.module;
    const lineEnd = input.indexOf(LF, start);
    if (lineEnd >= end || lineEnd - start > RECORD_MAX_BYTES) return;
    const bytes = input.subarray(start, input[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd);
    const template = createLineTemplate(bytes.toString('latin1'), bytesOfNames(this.#wanted));
    if (template === undefined || !this.#isRecord(input.subarray(start, lineEnd + 1))) return;
    wasm.beginTemplate();
    this.#hasTemplate = template.parts.every(
      (part) => wasm.addPart(inputAddress + start + part.start, part.end - part.start, part.use) !== 0,
    );
    this.described?.place(template.fields);
  }

  #isRecord(line: Buffer): boolean {
    const [record] = new RecordReader(this.#wanted).push(Buffer.from(line));
    return record !== undefined && 'fields' in record;
  }
}

/** Reads JSON lines record by record. */
class JsonReader implements SlowReader {
  readonly #reader: RecordReader;

  constructor(wanted: readonly WantedField[], stopAt?: number) {
    this.#reader = new RecordReader(wanted, stopAt);
  }

  get atRecordStart(): boolean {
    return this.#reader.atLineStart;
  }

  get lineEnds(): number {
    return this.#reader.lineEnds;
  }

  get stoppedAt(): number | undefined {
    return this.#reader.done ? this.#reader.endedAt : undefined;
  }

  skipLines(lines: number, bytes: number): void {
    this.#reader.skipLines(lines, bytes);
  }

  push(bytes: Buffer): Iterable<readonly LogRecord[]> {
    return [this.#reader.push(bytes)];
  }

  end(): Iterable<readonly LogRecord[]> {
    return [this.#reader.end()];
  }
}
