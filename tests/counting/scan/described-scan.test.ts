import fc from 'fast-check';
import { createScannerModule } from '../../../counting/scan/scanner-module';
import type { LogObject } from '../../../logs/input-object';
import { holds, SEED } from '../../support/jest/property';
import { everySplit, latin1, piecesOf } from '../../support/logs/chunks';
import { describedObject } from '../../support/logs/described-object';
import type { DescribedEntry } from '../../support/logs/described-object';
import { countedOverBytes, scanOutcome } from '../../support/logs/scan-outcome';

jest.setTimeout(60_000);

const module_ = createScannerModule();

const IDS = { advertiser_id: { column: 'ad' }, product_id: { column: 'item' } };
const DAY = { date: { column: 'day', format: 'date' } };
const TYPED = { ...IDS, type: { column: 'what' }, ...DAY };
const TYPES = { impression: ['view', 'shown'], click: ['tap'], ignored: ['noise', ''] };

const fastOf = (object: LogObject, text: string) => countedOverBytes(object, latin1(text), module_);

function expectBothAgree(object: LogObject, bytes: Uint8Array, pieces: readonly Uint8Array[] = [bytes]) {
  const expected = scanOutcome(object, [bytes], { module: module_, fast: false });
  expect(scanOutcome(object, pieces, { module: module_ })).toEqual(expected);
}

// The header goes the slow way, with the first record behind it. A break that sends others there changes no count, and makes a
// large log take ten times as long.
describe('over their bytes are counted', () => {
  it.each([';', '\t', '|', '\x01', ' ', '1', 'A'])('fields between %j', (delimiter) => {
    const object = describedObject({ columns: TYPED, csv: { delimiter } });
    const rows = ['x', 'b', 'p', 'click', '2024-03-02'].join(delimiter) + '\n';
    const header = ['x', 'ad', 'item', 'what', 'day'].join(delimiter) + '\n';
    expectBothAgree(object, latin1(header + rows.repeat(10)));
    if (delimiter !== '1') expect(fastOf(object, header + rows.repeat(10))).toBe(9);
  });

  it('records without a header', () => {
    const csv = { delimiter: ',', header: ['day', '', 'item', 'what', 'ad'] };
    const object = describedObject({ columns: TYPED, csv });
    expect(fastOf(object, '2024-01-01,x,p,click,A\n'.repeat(10))).toBe(8);
  });

  it('records behind comments', () => {
    const object = describedObject({ columns: TYPED, csv: { delimiter: '\t' } });
    const text = '#Version: 1.0\n#Fields: day what ad item\n' + '2024-01-01\tclick\tA\tp\n'.repeat(10);
    expect(fastOf(object, text)).toBe(6);
    expectBothAgree(object, latin1(text));
  });

  it('constants and partitions', () => {
    const columns = {
      advertiser_id: { value: 'shop 1' },
      product_id: { column: 'item' },
      type: { value: 'tap' },
      date: { path: 'dt', format: 'DD.MM.YYYY' },
    };
    const object = describedObject({ columns, types: TYPES }, { key: 'input/dt=29.11.2026/x.csv' });
    const text = 'item\n' + 'p\nq\n'.repeat(10);
    expect(fastOf(object, text)).toBe(19);
    expect(scanOutcome(object, [latin1(text)], { module: module_ })).toMatchObject({
      counts: { '["shop 1","p",20786]': [0, 10, 0], '["shop 1","q",20786]': [0, 10, 0] },
    });
  });

  it('types by their words, and those that are ignored', () => {
    const object = describedObject({ columns: TYPED, types: TYPES });
    const types = ['view', 'shown', 'tap', 'noise', '', 'noise'];
    const text = 'ad,item,what,day\n' + types.map((type) => `A,p,${type},2024-01-01\n`).join('');
    expect(fastOf(object, text)).toBe(2);
    expect(scanOutcome(object, [latin1(text)], { module: module_ })).toMatchObject({
      counts: { '["A","p",19723]': [2, 1, 0] },
      report: { records: 6, accepted: 3, ignored: { '': 1, noise: 2 } },
    });
  });

  it('days of a pattern', () => {
    const date = { column: 'day', format: 'DD/MM/YYYY HH' };
    const object = describedObject({ columns: { ...TYPED, date } });
    const days = Array.from(
      { length: 300 },
      (_, i) => `A,p,click,0${String(1 + (i % 9))}/2/2024 ${String(i % 24)}\n`,
    );
    expect(fastOf(object, 'ad,item,what,day\n' + days.join(''))).toBe(299);
  });
});

describe('records that are ignored', () => {
  it('are counted once where others stop between them', () => {
    const object = describedObject({ columns: TYPED, types: TYPES });
    const row = (i: number) => (i % 3 === 0 ? `A,p${String(i % 7)},tap,2024-01-01\n` : ',,noise,\n');
    const rows = Array.from({ length: 3_000 }, (_, i) => row(i));
    for (const at of [0, 1, 127, 128, 129, 383, 384, 385, 2_999]) {
      const stop = `\xc3\xa9${String(at)},p,tap,2024-01-01\n`;
      const text = 'ad,item,what,day\n' + [...rows.slice(0, at), stop, '\n', ...rows.slice(at)].join('');
      expectBothAgree(object, latin1(text));
    }
    const small = createScannerModule(14_336);
    const text = 'ad,item,what,day\n' + rows.map((each, i) => each.replace('A', `A${String(i)}`)).join('');
    expect(scanOutcome(object, [latin1(text)], { module: small })).toEqual(
      scanOutcome(object, [latin1(text)], { module: small, fast: false }),
    );
  });

  it('may be all, or have more values than the module is told of', () => {
    const ignored = Array.from({ length: 300 }, (_, i) => `noise ${String(i)}`);
    const object = describedObject({ columns: TYPED, types: { click: ['tap'], ignored } });
    const rows = Array.from({ length: 2_000 }, (_, i) => `A,p,noise ${String(i % 300)},2024-01-01\n`);
    expectBothAgree(object, latin1('ad,item,what,day\n' + rows.join('')));
  });
});

describe(`both paths (seed ${String(SEED)})`, () => {
  const COLUMNS = ['c0', 'c1', 'c2', 'c3', 'c4'];
  const column = fc.constantFrom(...COLUMNS).map((name) => ({ column: name }));
  const source = (values: string[]) =>
    fc.oneof(
      { weight: 6, arbitrary: column },
      { weight: 1, arbitrary: fc.constantFrom(...values).map((value) => ({ value })) },
      { weight: 1, arbitrary: fc.constant({ path: 'part' }) },
    );
  const FORMATS = ['date', 'DD/MM/YYYY', 'YYYYMMDD', 'YY-MM-DD HH'];
  const DAYS = ['2024-01-01', '2024-01-02', '01/02/2024', '1/2/2024', '20240101', '24-01-01 7', '2024-02-30'];
  const WORDS = ['click', 'impression', 'view', 'VIEW', 'tap', 'noise', 'none', '\u00e9'];
  const words = (kind: string) =>
    fc.subarray(WORDS).map((values) => values.map((value) => [value, kind] as const));
  /** Each value at one kind. */
  const types = fc
    .tuple(words('impression'), words('click'), words('conversion'), words('ignored'))
    .map((lists) => {
      const kinds = Object.entries(Object.fromEntries(lists.flat()));
      return Object.fromEntries(
        ['impression', 'click', 'conversion', 'ignored'].map((kind) => [
          kind,
          kinds.filter(([, each]) => each === kind).map(([value]) => value),
        ]),
      );
    });
  const entries = fc.record({
    csv: fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|', ' ', 'x', '\x1f'),
      header: fc.option(fc.constant(COLUMNS), { nil: undefined }),
    }),
    columns: fc.record({
      advertiser_id: source(['A', '\u00e9', '', 'x'.repeat(129)]),
      product_id: source(['p', 'a longer product id']),
      type: source(WORDS),
      date: fc
        .tuple(source(DAYS), fc.constantFrom(...FORMATS))
        .map(([from, format]) => ({ ...from, format })),
    }),
    types: fc.option(types, { nil: undefined }),
  });
  const value = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.constantFrom('A', 'B', 'p', 'q', 'product-of-more-bytes', ...DAYS, ...WORDS),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '',
        '"A"',
        '"a;b"',
        'a"b',
        '"a\nb"',
        '\0',
        '\xff',
        '\xc3',
        '#',
        'y'.repeat(129),
      ),
    },
  );
  const pool = fc.array(fc.array(value, { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 6 });
  const lineEnds = fc.oneof(
    { weight: 8, arbitrary: fc.constant('\n') },
    { weight: 1, arbitrary: fc.constantFrom('\r\n', '\r', '\n\n', '', '\n#x\n') },
  );
  const texts = fc.tuple(
    pool,
    fc.array(
      fc.tuple(
        fc.nat(),
        fc.oneof({ weight: 20, arbitrary: fc.constant(5) }, { weight: 1, arbitrary: fc.nat(6) }),
        lineEnds,
      ),
      {
        maxLength: 60,
      },
    ),
  );

  it('agree on any description and any text, in pieces of any size', () => {
    holds(
      fc.property(entries, texts, fc.integer({ min: 1, max: 60 }), (entry, [rows, lines], size) => {
        const { delimiter } = entry.csv;
        const object = describedObject(entry as DescribedEntry, { key: 'input/part=2024-01-01/log.csv' });
        const text = lines.map(([at, width, end]) => {
          const fields = [...rows[at % rows.length]!, 'more'].slice(0, width);
          return Buffer.from(fields.join(delimiter)).toString('latin1') + end;
        });
        const header = entry.csv.header === undefined ? `${COLUMNS.join(delimiter)}\n` : '';
        const bytes = latin1(header + text.join(''));
        expectBothAgree(object, bytes, piecesOf(bytes, size));
      }),
      1_000,
    );
  });

  it('agree wherever the text is cut', () => {
    const object = describedObject({ columns: TYPED, types: TYPES, csv: { delimiter: ';' } });
    const text =
      'ad;item;what;day\nA;p;tap;2024-01-01\n;;noise;\nA;"p";view;2024-01-01\r\n\nA;p;tap;2024-01-02\nA;p\n';
    const bytes = latin1(text + 'B;p;tap;2024-01-01\n');
    for (const pieces of everySplit(bytes)) expectBothAgree(object, bytes, pieces);
  });
});
