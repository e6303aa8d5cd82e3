import fc from 'fast-check';
import type { LogRecord } from '../../../../logs/formats/log-format';
import { parseRecord } from '../../../../logs/formats/json-lines/parse-record';
import { readPlainLine } from '../../../../logs/formats/json-lines/plain-line';
import { RecordReader } from '../../../../logs/formats/json-lines/record-reader';
import { ValueSplitter } from '../../../../logs/formats/json-lines/value-splitter';
import { holds, SEED } from '../../../support/jest/property';

const WANTED = [
  { name: 'id', path: ['id'], isId: true },
  { name: 'o.n', path: ['o', 'n'], isId: false },
  { name: 'é', path: ['é'], isId: false },
  { name: 'o.0', path: ['o', '0'], isId: false },
  { name: 'o.value', path: ['o', 'value'], isId: false },
];

const shown = (record: LogRecord) => ({
  line: record.line,
  bytes: record.bytes.toString('latin1'),
  ...('malformed' in record ? { malformed: record.malformed } : { fields: record.fields }),
});

/** The records by the exact parser alone. */
function exactly(bytes: Buffer, stopAt: number) {
  const splitter = new ValueSplitter(stopAt);
  const pieces = [...splitter.push(bytes), ...(splitter.done ? [] : splitter.end())];
  const records = pieces.map((piece) => shown(parseRecord(piece, WANTED)));
  return { records, endedAt: splitter.endedAt, lineEnds: splitter.lineEnds };
}

function read(chunks: readonly Buffer[], stopAt: number) {
  const reader = new RecordReader(WANTED, stopAt);
  const records: unknown[] = [];
  for (const chunk of chunks) if (!reader.done) records.push(...reader.push(chunk).map(shown));
  if (!reader.done) records.push(...reader.end().map(shown));
  return { records, endedAt: reader.endedAt, lineEnds: reader.lineEnds };
}

const json = fc.constantFrom(
  '"a"',
  '"é"',
  '":"',
  '"x\\":1"',
  '"\\u0061"',
  '"}"',
  '" :"',
  '7',
  '-7',
  '7.0',
  '7e1',
  '-0',
  '9007199254740993',
  'null',
  'true',
  '[1,{"id":2}]',
  '{"n":3}',
  '{"n":"z","n":"z"}',
  '{}',
  '"\u0001"',
  '"\x7f"',
  'nul',
  '07',
  '',
);
const name = fc.constantFrom(
  '"é"',
  '"id"',
  '"id" ',
  '"o"',
  '"o.n"',
  '"x"',
  '"\\u0069d"',
  '"__proto__"',
  '"n"',
);
const member = fc.tuple(name, fc.constantFrom(':', ': ', ' : '), json).map((parts) => parts.join(''));
const object = fc
  .tuple(fc.array(member, { maxLength: 4 }), fc.constantFrom(',', ', '))
  .map(([members, comma]) => `{${members.join(comma)}}`);
const line = fc.oneof(
  { weight: 6, arbitrary: object },
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\r', 'junk', '{', '{"id":"a"', '"n":1}', '[]') },
  { weight: 1, arbitrary: fc.array(object, { minLength: 2, maxLength: 3 }).map((some) => some.join('')) },
);
const text = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\n', '', '\xff\n')), { maxLength: 12 });

it(`gives the records of the exact parser, however the bytes are cut (seed ${SEED})`, () => {
  holds(
    fc.property(
      text,
      fc.array(fc.nat(200), { maxLength: 4 }),
      fc.option(fc.nat(300)),
      (lines, cuts, stop) => {
        const bytes = Buffer.concat(
          lines.map(([one, end]) => Buffer.concat([Buffer.from(one), Buffer.from(end, 'latin1')])),
        );
        const stopAt = stop ?? Infinity;
        const at = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
        const chunks = at.slice(1).map((end, i) => bytes.subarray(at[i], end));
        expect(read(chunks, stopAt)).toEqual(exactly(bytes, stopAt));
      },
    ),
    5_000,
  );
});

it.each([
  ['{"id":"a","o":{"n":"b"}}', ['a', 'b', '', '', '']],
  ['{"o.n":"c","id":7,"o":{"n":"b"}}', ['7', 'c', '', '', '']],
  ['{"id": 7, "o": {"n": null}}', ['7', '', '', '', '']],
])('%s is read without the exact parser', (one, fields) => {
  expect(readPlainLine(one, WANTED)).toEqual(fields);
});
