import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { jsonLinesFormat } from '../../../../logs/formats/json-lines/json-lines-format';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { holds, SEED } from '../../../support/jest/property';
import { requestOf } from '../../../support/logs/record-request';

const ROW = '{"advertiser_id":"A","product_id":"p","type":"click","date":"2026-11-22"}';
const FIELDS = 'A|p|click|2026-11-22';

let lake: MemoryLake;
beforeEach(() => {
  lake = new MemoryLake();
});

/** The records as `line: field|field` or `line: reason`. */
async function read(body: string | Buffer, key = 'input/ads_views.jsonl'): Promise<string[]> {
  const object = await lake.write(key, Buffer.from(body));
  const shown: string[] = [];
  for await (const records of jsonLinesFormat.readRecords(lake, requestOf('ads_views', object), {})) {
    for (const record of records) {
      const what = 'malformed' in record ? record.malformed : record.fields.join('|');
      shown.push(`${String(record.line)}: ${what}`);
    }
  }
  return shown;
}

const member = (name: string, json: string) =>
  ROW.replace(new RegExp(`"${name}":"[^"]*"`), `"${name}":${json}`);

describe('a record', () => {
  it.each<[what: string, text: string, expected: string]>([
    ['members in any order, and further ones', `{"x":[{"date":1}],${ROW.slice(1)}`, FIELDS],
    ['white space between tokens', ROW.replaceAll(',', ' ,\t').replaceAll(':', ' : '), FIELDS],
    ['an escape', member('product_id', '"\\u0070"'), FIELDS],
    ['braces and quotes in a text', member('product_id', '"}{\\"\\\\"'), 'A|}{"\\|click|2026-11-22'],
    ['an opening brace in a text', member('product_id', '"{"'), 'A|{|click|2026-11-22'],
    ['a closing brace in a text', member('product_id', '"}"'), 'A|}|click|2026-11-22'],
    ['an id of several bytes', member('product_id', '"é"'), 'A|Ã©|click|2026-11-22'],
    [
      'a whole number as an id, all its digits',
      member('product_id', '90071992547409931'),
      'A|90071992547409931|click|2026-11-22',
    ],
    ['leading zeros of a text', member('product_id', '"007"'), 'A|007|click|2026-11-22'],
    ['a negative whole number', member('product_id', '-7'), 'A|-7|click|2026-11-22'],
    ['null', member('product_id', 'null'), 'A||click|2026-11-22'],
    ['no such member', ROW.replace('"product_id":"p",', ''), 'A||click|2026-11-22'],
    [
      'an inherited name',
      ROW.replace('"product_id"', '"__proto__":{"product_id":"q"},"y"'),
      'A||click|2026-11-22',
    ],
    ['a fraction as an id', member('product_id', '1.0'), 'invalid_id'],
    ['an exponent as an id', member('product_id', '1e3'), 'invalid_id'],
    ['minus zero as an id', member('product_id', '-0'), 'invalid_id'],
    ['true as an id', member('advertiser_id', 'true'), 'invalid_id'],
    ['an object as an id', member('advertiser_id', '{"id":"A"}'), 'invalid_id'],
    ['a lone surrogate', member('product_id', '"\\ud800"'), 'invalid_utf8'],
    ['a number as a date', member('date', '20261122'), 'A|p|click|20261122'],
    ['a key that occurs twice in a nested object', `{"x":[{"y":1,"y":1}],${ROW.slice(1)}`, 'invalid_json'],
    ['a key that occurs twice with two values', `{"type":"impression",${ROW.slice(1)}`, 'invalid_json'],
    ['a key that occurs twice', `{"type":"click",${ROW.slice(1)}`, 'invalid_json'],
    ['a line that is cut', ROW.slice(0, -1), 'invalid_json'],
    ['a trailing comma', `${ROW.slice(0, -1)},}`, 'invalid_json'],
    ['an array', `[${ROW}]`, 'invalid_json'],
    ['a line of CSV', 'A,p,click,2026-11-22', 'invalid_json'],
    ['single quotes', ROW.replaceAll('"', "'"), 'invalid_json'],
    ['more than 64 KiB', member('product_id', `"${'x'.repeat(65_536)}"`), 'line_too_long'],
  ])('of %s', async (_, text, expected) => {
    expect(await read(`${ROW}\n${text}\n${ROW}`)).toEqual([`1: ${FIELDS}`, `2: ${expected}`, `3: ${FIELDS}`]);
  });

  it('of bytes that are no UTF-8', async () => {
    const broken = Buffer.from(`${member('product_id', '"#"')}\n`);
    broken[broken.indexOf('#')] = 0xff;
    expect(await read(broken)).toEqual(['1: invalid_utf8']);
  });
});

describe('records', () => {
  it('may lie on one line, as Amazon Data Firehose writes them', async () => {
    expect(await read(`${ROW}${ROW} ${ROW}`)).toEqual([`1: ${FIELDS}`, `1: ${FIELDS}`, `1: ${FIELDS}`]);
  });

  it('may be apart by CRLF and blank lines, after a byte order mark', async () => {
    expect(await read(`\ufeff${ROW}\r\n\r\n \t\n${ROW}`)).toEqual([`1: ${FIELDS}`, `4: ${FIELDS}`]);
  });

  it('may be compressed', async () => {
    expect(await read(gzipSync(`${ROW}\n`), 'input/ads_views/a.NDJSON.gz')).toEqual([`1: ${FIELDS}`]);
  });

  it(`are the same wherever the bytes are cut; seed ${String(SEED)}`, async () => {
    const text = [ROW, ROW.slice(0, 20), `${ROW}${member('product_id', '"é}\\""')}`, '', ' x', ROW].join(
      '\n',
    );
    const whole = await read(text);
    await holds(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), async (pieceBytes) => {
        lake.pieceBytes = pieceBytes;
        expect(await read(text)).toEqual(whole);
      }),
    );
  });
});

describe('ranges', () => {
  const ranges = jsonLinesFormat.ranges!;

  async function readRange(text: string, start: number, end: number, startsAtRecord: boolean) {
    const object = await lake.write('input/ads_views.jsonl', Buffer.from(text));
    const records = ranges.readRange(
      lake,
      requestOf('ads_views', object),
      { layout: null, range: { start, end }, startsAtRecord },
      {},
    );
    const shown: string[] = [];
    for (;;) {
      const { value, done } = await records.next();
      if (done === true) return { shown, ends: value };
      for (const record of value)
        shown.push('malformed' in record ? record.malformed : record.fields.join('|'));
    }
  }

  it('begin after a byte order mark', async () => {
    const object = await lake.write('input/ads_views.jsonl', Buffer.from(`\ufeff${ROW}`));
    const header = await ranges.readHeader(lake, requestOf('ads_views', object), {});
    expect(header).toEqual({ layout: null, endsAt: 3, lines: 0 });
  });

  // Otherwise the range is right only after it has been read again.
  it('begin with the line that begins at their start', async () => {
    const text = `${ROW}\n${ROW}\n${ROW}\n`;
    const start = ROW.length + 1;
    const { shown, ends } = await readRange(text, start, start + 1, false);
    expect(shown).toEqual([FIELDS]);
    expect(ends).toEqual({ startedAt: start, endedAt: 2 * start, lines: 1 });
  });

  it(`meet wherever they are cut, and hold each record once; seed ${String(SEED)}`, async () => {
    const record = fc.constantFrom(ROW, member('product_id', '"q"'), '', 'x', `${ROW}${ROW}`, ' ');
    await holds(
      fc.asyncProperty(
        fc.array(record, { minLength: 1, maxLength: 8 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 }),
        fc.integer({ min: 1, max: 200 }),
        async (rows, cuts, pieceBytes) => {
          lake.pieceBytes = pieceBytes;
          const text = rows.join('\n');
          const size = Buffer.byteLength(text);
          if (size === 0) return;
          const whole = (await read(text)).map((one) => one.replace(/^\d+: /, ''));
          const borders = [...new Set(cuts.map((cut) => 1 + Math.floor(cut * (size - 1))))].sort(
            (a, b) => a - b,
          );
          const ends = [...borders.filter((border) => border < size), size];
          const shown: string[] = [];
          let at = 0;
          let lines = 0;
          for (const [i, end] of ends.entries()) {
            if (i > 0 && at >= end) continue;
            let range = await readRange(text, ends[i - 1] ?? 0, end, i === 0);
            if (range.ends.startedAt !== at) range = await readRange(text, at, end, true);
            shown.push(...range.shown);
            at = range.ends.endedAt;
            lines += range.ends.lines;
          }
          expect(shown).toEqual(whole);
          expect(at).toBe(size);
          expect(lines).toBe(text.split('\n').length - 1);
        },
      ),
    );
  });
});
