import fc from 'fast-check';
import { JsonLinesScanner } from '../../../../counting/scan/json-lines/json-lines-scanner';
import { IgnoredRows } from '../../../../counting/scan/ignored-rows';
import { RowCounter } from '../../../../counting/scan/row-counter';
import { createScannerModule } from '../../../../counting/scan/scanner-module';
import { wantedFields } from '../../../../logs/formats/json-lines/parse-record';
import { RecordReader } from '../../../../logs/formats/json-lines/record-reader';
import type { LogObject } from '../../../../logs/input-object';
import { openRowReader } from '../../../../logs/open-row-reader';
import { RejectList } from '../../../../logs/rejects';
import { holds, SEED } from '../../../support/jest/property';
import { everySplit, piecesOf } from '../../../support/logs/chunks';
import { describedObject } from '../../../support/logs/described-object';
import type { DescribedEntry } from '../../../support/logs/described-object';
import { addCounts, countedOverBytes, scanOutcome } from '../../../support/logs/scan-outcome';
import type { TableCounts } from '../../../support/logs/scan-outcome';

jest.setTimeout(120_000);

const module_ = createScannerModule();
const Scanner = JsonLinesScanner;

const PLAIN: LogObject = { log: 'ads_views', object: { key: 'input/log.jsonl', sizeBytes: 1, etag: 'e' } };
const DAY = { date: { column: 'day', format: 'date' } };
const NESTED = {
  advertiser_id: { column: 'ad.id' },
  product_id: { column: 'item' },
  type: { column: 'what' },
  ...DAY,
};
const TYPES = { impression: ['view', '1'], click: ['tap'], ignored: ['noise', ''] };

/** What the exact reader and the row reader count, record by record. */
function exactOutcome(object: LogObject, bytes: Buffer, stopAt?: number): unknown {
  const { columns, read } = openRowReader(object.log, object.object);
  const counts: TableCounts = {};
  const counter = new RowCounter(module_, object.log, object.object.key, (table) => {
    addCounts(counts, object, table);
  });
  counter.begin();
  const rejects = new RejectList();
  const ignored = new IgnoredRows();
  const reader = new RecordReader(wantedFields(columns), stopAt);
  const records = reader.push(bytes);
  if (!reader.done) records.push(...reader.end());
  for (const record of records) {
    const found = 'malformed' in record ? record.malformed : read(record.fields);
    if (typeof found === 'string') rejects.add(record.line, found, record.bytes);
    else if ('ignored' in found) ignored.add(found);
    else counter.add(found);
  }
  counter.handOver();
  const report = {
    ...rejects.report(),
    records: records.length,
    accepted: counter.accepted,
    events: counter.events,
    ignored: ignored.counts,
    lines: reader.lineEnds,
    endedAt: reader.endedAt,
  };
  return { counts, report };
}

function expectBothAgree(
  object: LogObject,
  bytes: Buffer,
  pieces: readonly Uint8Array[] = [bytes],
  stopAt?: number,
): void {
  const found = scanOutcome(object, pieces, {
    module: module_,
    Scanner,
    ...(stopAt !== undefined && { stopAt }),
  });
  expect(found).toEqual(exactOutcome(object, bytes, stopAt));
}

function fastOf(object: LogObject, text: string): number {
  expectBothAgree(object, Buffer.from(text));
  return countedOverBytes(object, Buffer.from(text), module_, Scanner);
}

const described = (entry: DescribedEntry, options?: Parameters<typeof describedObject>[1]) =>
  describedObject(entry, { key: 'input/part=2024-01-01/log.jsonl', ...options });
const row = (values: object) => `${JSON.stringify(values)}\n`;

describe('over their bytes are counted', () => {
  const plain = { advertiser_id: 'A', product_id: 'p', type: 'click', date: '2024-01-01' };

  it('plain lines', () => {
    expect(fastOf(PLAIN, row(plain).repeat(10))).toBe(10);
    const views = { ...PLAIN, log: 'product_views' as const };
    expect(fastOf(views, row({ date: '2024-01-01', product_id: 'p', advertiser_id: 'A' }).repeat(10))).toBe(
      10,
    );
  });

  it('lines with spaces, CRLF and blank lines between them', () => {
    const line = '{ "advertiser_id" : "A" , "product_id":\t"p", "type": "click", "date": "2024-01-01" }';
    expect(fastOf(PLAIN, `${line}\r\n\n${line}\n`.repeat(5))).toBe(10);
  });

  it('nested objects, numbers, nulls, and other values of any scalar kind', () => {
    const object = described({ columns: NESTED, types: TYPES });
    const others = ['text', '', 'é "q" \\ \n', 7, -1.5e-7, 1e21, true, false, null];
    const lines = others.map((other, i) =>
      row({
        ad: { id: i, deep: { list: [other, [1, 'x']] } },
        what: 1,
        item: null,
        other,
        day: '2024-01-01',
      }),
    );
    expect(fastOf(object, lines.join(''))).toBe(0);
    const valid = lines.map((line) => line.replace('"item":null', '"item":"p"'));
    expect(fastOf(object, valid.join(''))).toBe(others.length);
  });

  it('a member whose name is the dotted path', () => {
    const object = described({ columns: NESTED, types: TYPES });
    const line = row({ ad: { id: 'inner' }, 'ad.id': 'own', what: 'tap', item: 'p', day: '2024-01-01' });
    expect(fastOf(object, line.repeat(4))).toBe(4);
    expect(exactOutcome(object, Buffer.from(line))).toMatchObject({
      counts: { '["own","p",19723]': [0, 1, 0] },
    });
  });

  it('columns with names beyond ASCII', () => {
    const columns = { ...NESTED, product_id: { column: 'artículo' } };
    const line = row({ 'ad.id': 'A', artículo: 'p', what: 'click', day: '2024-01-01' });
    expect(fastOf(described({ columns }), line.repeat(4))).toBe(4);
  });

  it('counts as numbers, and timestamps in a zone', () => {
    const columns = {
      advertiser_id: { value: 'shop' },
      product_id: { column: 'item' },
      impressions: { column: 'seen' },
      clicks: { column: 'clicked' },
      date: { column: 'at', format: 'timestamp' },
    };
    const object = described({ columns }, { timeZone: 'America/Argentina/Buenos_Aires' });
    const line = (at: string) => row({ item: 'p', seen: 300, clicked: 2, at });
    const text = line('2024-01-01T02:59:59Z') + line('2024-01-01T03:00:00.5Z');
    expect(fastOf(object, text.repeat(3))).toBe(6);
    expect(exactOutcome(object, Buffer.from(text))).toMatchObject({
      counts: { '["shop","p",19722]': [300, 2, 0], '["shop","p",19723]': [300, 2, 0] },
    });
    const epoch = { ...columns, date: { column: 'at', format: 'unix_seconds' } };
    expect(
      fastOf(described({ columns: epoch }), row({ item: 'p', seen: 1, clicked: 0, at: 1731 }).repeat(5)),
    ).toBe(5);
  });

  it('lines of several shapes, in any order', () => {
    const shapes = [
      plain,
      { ...plain, more: [1, 2] },
      { ...plain, more: [1, { a: 2 }] },
      { ...plain, more: [1] },
      { product_id: 'q', type: 'impression', date: '2024-01-02', advertiser_id: 'B' },
      { product_id: 'q', type: 'impression', date: '2024-01-02', advertiser_id: 'B', campaign: 'x' },
    ];
    expect(fastOf(PLAIN, shapes.map(row).join('').repeat(5))).toBe(30);
  });

  it('lines of more shapes than are known at a time', () => {
    const shapes = Array.from({ length: 200 }, (_, i) => row({ ...plain, [`member ${String(i)}`]: i }));
    expect(fastOf(PLAIN, shapes.map((shape) => shape.repeat(20)).join(''))).toBeGreaterThan(1_280);
    expectBothAgree(PLAIN, Buffer.from(shapes.join('').repeat(3)));
  });

  it('columns whose places differ by shape', () => {
    const object = described({ columns: NESTED, types: TYPES });
    const own = { 'ad.id': 'own', ad: { id: 1.5 }, what: 'tap', item: 'p', day: '2024-01-01' };
    const inner = { what: 'tap', ad: { id: 'inner' }, item: 'p', day: '2024-01-01' };
    const none = { ad: { id: 'inner' }, item: 'p', day: '2024-01-01' };
    expect(fastOf(object, [own, inner, none].map(row).join('').repeat(3))).toBe(6);
  });

  it('records without a line end between them', () => {
    const records = JSON.stringify(plain).repeat(40);
    expect(fastOf(PLAIN, records)).toBe(40);
    expect(fastOf(PLAIN, `${records}\n${records}\r\n\r\n${records}`)).toBe(120);
    const [early, late] = [records.slice(0, 1_000), records.slice(1_000)];
    expectBothAgree(PLAIN, Buffer.from(records), [Buffer.from(early), Buffer.from(late)]);
  });

  it('the others, where one of many without a line end between them goes the slow way', () => {
    const record = (id: string) =>
      `{"advertiser_id":${id},"product_id":"p","type":"click","date":"2024-01-01"}`;
    const text = record('"A"').repeat(70) + record('"A\\u0041"') + record('"A"').repeat(1_500);
    expect(fastOf(PLAIN, text)).toBe(1_570);
  });
});

it.each([
  [
    'names that occur twice',
    '{"advertiser_id":"A","product_id":"p","type":"click","type":"click","date":"2024-01-01"}',
  ],
  ['an escape in a name', '{"advertiser_id":"A","product_id":"p","\\u0074ype":"click","date":"2024-01-01"}'],
  [
    'the prototype',
    '{"advertiser_id":"A","product_id":"p","type":"click","date":"2024-01-01","__proto__":1}',
  ],
  ['other bytes behind', '{"advertiser_id":"A","product_id":"p","type":"click","date":"2024-01-01"},'],
  ['an object for an id', '{"advertiser_id":{},"product_id":"p","type":"click","date":"2024-01-01"}'],
])('lines with %s go the slow way', (_, line) => {
  expect(fastOf(PLAIN, `${line}\n`.repeat(5))).toBe(0);
});

it.each([
  ['"A\\u0041"'],
  ['1.0'],
  ['-0'],
  ['true'],
  ['[1]'],
  ['"A\u0001"'],
  ['01'],
  ['nul'],
  ['"\\ud800"'],
  ['"é"'],
])('an id %s among others is read the slow way', (id) => {
  const line = (value: string) =>
    `{"advertiser_id":${value},"product_id":"p","type":"click","date":"2024-01-01"}\n`;
  expect(fastOf(PLAIN, line('"A"').repeat(70) + line(id) + line('"A"').repeat(70))).toBe(140);
});

it('reads only lines of ASCII over their bytes where others are no UTF-8', () => {
  const line = (other: string) =>
    `{"advertiser_id":"A","product_id":"p","type":"click","date":"2024-01-01","x":"${other}"}\n`;
  const texts = [line('a').repeat(70), line('\xff'), line('a').repeat(70)];
  const bytes = Buffer.from(texts.join(''), 'latin1');
  expectBothAgree(PLAIN, bytes);
  expect(countedOverBytes(PLAIN, bytes, module_, Scanner)).toBe(140);
});

it('rejects a line above 64 KiB, whatever its template', () => {
  const line = (bytes: number) => {
    const head = '{"advertiser_id":"A","product_id":"p","type":"click","date":"2024-01-01","x":"';
    return `${head}${'x'.repeat(bytes - head.length - 2)}"}\n`;
  };
  const text = [65_536, 100, 65_537, 65_536, 65_537].map(line).join('');
  expect(fastOf(PLAIN, text)).toBe(2);
  expectBothAgree(PLAIN, Buffer.from(text.replaceAll('\n', '\r\n')));
});

describe(`both ways (seed ${String(SEED)})`, () => {
  const WORDS = ['click', 'view', 'tap', 'noise', ''];
  const json = fc.oneof(
    {
      weight: 10,
      arbitrary: fc.constantFrom(
        ...['A', 'B', 'a product of more bytes', '2024-01-01', '2024-01-02T03:04:05Z', ...WORDS].map((text) =>
          JSON.stringify(text),
        ),
        ...['7', '1700000000', '12', '0', 'null'],
      ),
    },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        ...[
          '"é"',
          '":"',
          '"\\u0061"',
          '"}"',
          '"\\""',
          '"\\ud83d"',
          '-7',
          '7.0',
          '7e1',
          '-0',
          '1.5E+3',
          '9007199254740993',
        ],
        ...['true', 'false', '[]', '[1,{"id":2}]', '{"n":3}', '{"n":"z"}', '{"n":"z","n":"z"}', '{}'],
        ...['"\u0001"', '"\x7f"', 'nul', '07', '', '1.', '1e', '-', '"\\x"', '"\\u00g0"', '"', '"\ufeff"'],
      ),
    },
  );
  const NAMES = ['"c0"', '"c1"', '"c2"', '"c3"', '"o"', '"o.n"', '"é"', '"x"'];
  const name = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 1, arbitrary: fc.constantFrom('"c0" ', '"\\u0063"', '"__proto__"', '"n"', 'c0', '""') },
  );
  /** The names of a line with what is between them. */
  const shape = fc.record({
    names: fc.oneof(
      { weight: 3, arbitrary: fc.constant(NAMES) },
      { weight: 1, arbitrary: fc.uniqueArray(name, { maxLength: 8 }) },
      { weight: 1, arbitrary: fc.array(name, { maxLength: 8 }) },
    ),
    colon: fc.constantFrom(':', ': ', ' : '),
    comma: fc.constantFrom(',', ', '),
    wraps: fc.constantFrom('', '', '{', '['),
  });
  const rowOf = fc.tuple(
    fc.array(json, { minLength: 1, maxLength: 8 }),
    fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom('\n') },
      {
        weight: 2,
        arbitrary: fc.constantFrom('\r\n', '\n\n', '', ' \n', ' ', '\xff\n', 'x\n', '\n{\n', '\n\xc3"}\n'),
      },
    ),
    fc.nat(2),
    fc.nat(3),
  );
  const texts = fc
    .tuple(
      fc.array(shape, { minLength: 1, maxLength: 3 }),
      fc.array(rowOf, { minLength: 1, maxLength: 5 }),
      fc.array(fc.tuple(fc.nat(4), fc.integer({ min: 1, max: 12 })), { maxLength: 14 }),
    )
    .map(([shapes, rows, order]) =>
      Buffer.concat(
        order.flatMap(([at, times]) => {
          const [values, end, one] = rows[at % rows.length]!;
          const { names, colon, comma, wraps } = shapes[one % shapes.length]!;
          const members = names.map((each, i) => {
            const value = values[i % values.length]!;
            const wrapped = wraps === '{' ? `{"n":${value}}` : wraps === '[' ? `[${value},1]` : value;
            return `${each}${colon}${each === '"o"' ? wrapped : value}`;
          });
          const line = Buffer.concat([Buffer.from(`{${members.join(comma)}}`), Buffer.from(end, 'latin1')]);
          return Array.from({ length: times }, () => line);
        }),
      ),
    );
  const column = (...names: string[]) => fc.constantFrom(...names).map((each) => ({ column: each }));
  const constant = fc.constantFrom('A', '2024-01-01', 'tap', 'noise', '3').map((value) => ({ value }));
  const source = (...names: string[]) =>
    fc.oneof(
      { weight: 7, arbitrary: column(...names, 'o.n', 'é') },
      { weight: 1, arbitrary: constant },
      { weight: 1, arbitrary: fc.constant({ path: 'part' }) },
    );
  const day = fc
    .tuple(source('c3'), fc.constantFrom('date', 'timestamp', 'unix_seconds', 'unix_millis', 'YYYY-MM-DD'))
    .map(([from, format]) => ({ ...from, format }));
  const ids = { advertiser_id: source('c0', 'c1'), product_id: source('c0', 'c1') };
  const columns = fc.oneof(
    fc.record({ ...ids, type: source('c2'), date: day }),
    fc.record({ ...ids, impressions: source('c2', 'c1'), clicks: source('x'), date: day }),
    fc.record(
      { ...ids, impressions: source('c2'), clicks: source('c1'), date: day },
      { requiredKeys: ['advertiser_id', 'product_id', 'date'] },
    ),
  );
  const objects = fc
    .tuple(columns, fc.constantFrom(undefined, TYPES), fc.constantFrom('UTC', 'Asia/Kathmandu'))
    .map(([found, types, timeZone]) =>
      described({ columns: found, ...(types !== undefined && 'type' in found && { types }) }, { timeZone }),
    );

  it('agree on any description and any lines, in pieces of any size, up to any byte', () => {
    holds(
      fc.property(
        objects,
        texts,
        fc.integer({ min: 1, max: 400 }),
        fc.option(fc.nat(3_000), { nil: undefined }),
        (object, bytes, size, stopAt) => {
          expectBothAgree(object, bytes, piecesOf(bytes, size), stopAt);
        },
      ),
      2_000,
    );
  });

  it('agree on mutated bytes of good lines', () => {
    const good = row({ 'ad.id': 'A', item: 7, what: 'tap', day: '2024-01-01', list: [1.5, 'é', null, true] });
    const lines = Buffer.from(good.repeat(6));
    const byte = fc.oneof(
      fc.constantFrom(...Buffer.from('"\\{}[],:\n\r 0-.etnu\0')),
      fc.integer({ min: 0, max: 255 }),
    );
    const object = described({ columns: NESTED, types: TYPES });
    holds(
      fc.property(
        fc.array(fc.tuple(fc.nat(lines.length - 1), byte), { minLength: 1, maxLength: 3 }),
        (changes) => {
          const bytes = Buffer.from(lines);
          for (const [at, value] of changes) bytes[at] = value;
          expectBothAgree(object, bytes);
        },
      ),
      2_000,
    );
  });

  it('agree wherever the text is cut and wherever it is stopped', () => {
    const text =
      row({ 'ad.id': 'A', item: 'p', what: 'tap', day: '2024-01-01' }).repeat(3) +
      '\n{"ad":{"id":"A"},"item":7,"what":"noise"}\r\n{"item":1}{"item":2}\n' +
      row({ 'ad.id': 'é', item: 'p', what: 'view', day: '2024-01-02' }).repeat(2) +
      '{"ad.id":"B"';
    const object = described({ columns: NESTED, types: TYPES });
    const bytes = Buffer.from(text);
    for (const pieces of everySplit(bytes)) expectBothAgree(object, bytes, pieces);
    for (let stopAt = 0; stopAt <= bytes.length; stopAt++) expectBothAgree(object, bytes, [bytes], stopAt);
  });
});
