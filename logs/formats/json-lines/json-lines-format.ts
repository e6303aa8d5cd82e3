import type { Lake } from '../../../storage/lake';
import { readLogBytes } from '../../log-bytes';
import { BYTE_ORDER_MARK_BYTES, hasByteOrderMark, readFrom } from '../../range-bytes';
import type { LogFormat, LogHeader, RecordRequest } from '../log-format';
import { wantedFields } from './parse-record';
import { RecordReader } from './record-reader';

const LF = 0x0a;
const READ_BYTES = 256 * 1024;

/** JSON lines: one object a line; columns are members, also of objects inside it by a dotted path. */
export const jsonLinesFormat: LogFormat = {
  name: 'jsonl',
  suffixes: ['.jsonl', '.ndjson', '.jsonl.gz', '.ndjson.gz', '.jsonl.zst', '.ndjson.zst'],

  async *readRecords(lake, { object, columns }, options) {
    const wanted = wantedFields(columns);
    const reader = new RecordReader(wanted);
    for await (const chunk of readLogBytes(lake, object, options)) {
      yield reader.push(chunk);
    }
    yield reader.end();
  },

  ranges: {
    readHeader,

    async *readRange(lake, { object, columns }, { range, startsAtRecord }, options) {
      const wanted = wantedFields(columns);
      const space = Buffer.allocUnsafe(READ_BYTES);
      // The byte before may be the line end.
      const from = startsAtRecord ? range.start : range.start - 1;
      let startedAt = from;
      let reader = startsAtRecord ? new RecordReader(wanted, range.end - from) : undefined;
      for await (const chunk of readFrom(
        lake,
        object,
        { start: from, end: range.end },
        () => space,
        options,
      )) {
        let bytes = chunk;
        if (reader === undefined) {
          const lineEnd = chunk.indexOf(LF);
          startedAt += lineEnd === -1 ? chunk.byteLength : lineEnd + 1;
          if (lineEnd === -1) continue;
          bytes = chunk.subarray(lineEnd + 1);
          reader = new RecordReader(wanted, range.end - startedAt);
        }
        yield reader.push(bytes);
        if (reader.done) break;
      }
      if (reader === undefined) return { startedAt, endedAt: startedAt, lines: 0 };
      if (!reader.done) yield reader.end();
      return { startedAt, endedAt: startedAt + reader.endedAt, lines: reader.lineEnds };
    },
  },
};

async function readHeader(
  lake: Lake,
  { object }: RecordRequest,
  options: { signal?: AbortSignal },
): Promise<LogHeader> {
  const isMarked = await hasByteOrderMark(lake, object, options);
  return { layout: null, endsAt: isMarked ? BYTE_ORDER_MARK_BYTES : 0, lines: 0 };
}
