import type { Lake } from '../../../storage/lake';
import { readLogBytes } from '../../log-bytes';
import { BYTE_ORDER_MARK_BYTES, hasByteOrderMark, readFrom } from '../../range-bytes';
import type { WantedColumn } from '../../sources/row-types';
import type { LogFormat, LogHeader, RecordRequest } from '../log-format';
import { parseRecord } from './parse-record';
import type { WantedField } from './parse-record';
import { ValueSplitter } from './value-splitter';

const LF = 0x0a;
const READ_BYTES = 256 * 1024;

/** JSON lines: one object a line; columns are members, also of objects inside it by a dotted path. */
export const jsonLinesFormat: LogFormat = {
  name: 'jsonl',
  suffixes: ['.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz', '.jsonl.zst', '.ndjson.zst'],

  async *readRecords(lake, { object, columns }, options) {
    const wanted = wantedFields(columns);
    const splitter = new ValueSplitter();
    for await (const chunk of readLogBytes(lake, object, options)) {
      yield splitter.push(chunk).map((piece) => parseRecord(piece, wanted));
    }
    yield splitter.end().map((piece) => parseRecord(piece, wanted));
  },

  ranges: {
    readHeader,

    async *readRange(lake, { object, columns }, { range, startsAtRecord }, options) {
      const wanted = wantedFields(columns);
      const space = Buffer.allocUnsafe(READ_BYTES);
      // The byte before may be the line end.
      const from = startsAtRecord ? range.start : range.start - 1;
      let startedAt = from;
      let splitter = startsAtRecord ? new ValueSplitter(range.end - from) : undefined;
      for await (const chunk of readFrom(
        lake,
        object,
        { start: from, end: range.end },
        () => space,
        options,
      )) {
        let bytes = chunk;
        if (splitter === undefined) {
          const lineEnd = chunk.indexOf(LF);
          startedAt += lineEnd === -1 ? chunk.byteLength : lineEnd + 1;
          if (lineEnd === -1) continue;
          bytes = chunk.subarray(lineEnd + 1);
          splitter = new ValueSplitter(range.end - startedAt);
        }
        yield splitter.push(bytes).map((piece) => parseRecord(piece, wanted));
        if (splitter.done) break;
      }
      if (splitter === undefined) return { startedAt, endedAt: startedAt, lines: 0 };
      if (!splitter.done) yield splitter.end().map((piece) => parseRecord(piece, wanted));
      return { startedAt, endedAt: startedAt + splitter.endedAt, lines: splitter.lineEnds };
    },
  },
};

function wantedFields(columns: readonly WantedColumn[]): WantedField[] {
  return columns.map(({ name, use }) => ({ name, path: name.split('.'), isId: use === 'id' }));
}

async function readHeader(
  lake: Lake,
  { object }: RecordRequest,
  options: { signal?: AbortSignal },
): Promise<LogHeader> {
  const isMarked = await hasByteOrderMark(lake, object, options);
  return { layout: null, endsAt: isMarked ? BYTE_ORDER_MARK_BYTES : 0, lines: 0 };
}
