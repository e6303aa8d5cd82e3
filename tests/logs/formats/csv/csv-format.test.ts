import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { LogName } from '../../../../domain/logs';
import { FileLake } from '../../../../storage/file-lake';
import { LakeObjectChangedError } from '../../../../storage/lake';
import type { Lake, LakeObject } from '../../../../storage/lake';
import { csvFormat } from '../../../../logs/formats/csv/csv-format';
import { latin1, piecesOf } from '../../../support/logs/chunks';
import { rawFrame } from '../../../support/logs/zstd-frames';
import { holds, SEED } from '../../../support/jest/property';
import { BadLogError } from '../../../../logs/bad-log';
import { requestOf } from '../../../support/logs/record-request';

// Properties read a file many times over; on a busy machine that takes seconds.
jest.setTimeout(30_000);

/** A record as `line: field|field`, or as `line: reason`. */
type Shown = string;

let folder: string;
let lake: FileLake;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-log-reader-'));
  lake = new FileLake(folder);
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function readFrom(from: Lake, object: LakeObject, log: LogName): Promise<Shown[]> {
  const shown: Shown[] = [];
  for await (const batch of csvFormat.readRecords(from, requestOf(log, object), {})) {
    for (const record of batch) {
      const what = 'malformed' in record ? record.malformed : record.fields.join('|');
      shown.push(`${String(record.line)}: ${what}`);
    }
  }
  return shown;
}

async function readBytes(
  bytes: Uint8Array,
  name = 'product_views.csv',
  log: LogName = 'product_views',
): Promise<Shown[]> {
  return readFrom(lake, await lake.write(`input/${name}`, bytes), log);
}

const HEADER = 'advertiser_id,product_id,date';
const views = (text: string) => readBytes(latin1(text));
const gz = (bytes: Uint8Array) => readBytes(bytes, 'product_views.csv.gz');
const failure = (reading: Promise<Shown[]>) =>
  reading.then(
    (records): Error => {
      throw new Error(`was read: ${JSON.stringify(records)}`);
    },
    (error: unknown) => error as Error,
  );

/** A lake whose one object arrives in the given pieces; it tells when its stream is closed. */
function lakeOf(pieces: readonly Uint8Array[]): {
  lake: Lake;
  object: LakeObject;
  stream: () => Readable | undefined;
} {
  let stream: Readable | undefined;
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
  const open = () => {
    stream = Readable.from(pieces, { objectMode: false });
    return Promise.resolve(stream);
  };
  return {
    lake: { read: open } as unknown as Lake,
    object: { key: 'input/product_views.csv', sizeBytes, etag: 'e' },
    stream: () => stream,
  };
}

describe('what is accepted', () => {
  it.each<[name: string, text: string, expected: Shown[]]>([
    ['plain rows', `${HEADER}\nA,p,2024-01-01\nB,q,2024-01-02\n`, ['2: A|p|2024-01-01', '3: B|q|2024-01-02']],
    ['a byte order mark', `\xef\xbb\xbf${HEADER}\nA,p,d\n`, ['2: A|p|d']],
    [
      'a byte order mark before a quoted header',
      `\xef\xbb\xbf"advertiser_id","product_id","date"\nA,p,d\n`,
      ['2: A|p|d'],
    ],
    ['CRLF', `${HEADER}\r\nA,p,d\r\nB,q,e\r\n`, ['2: A|p|d', '3: B|q|e']],
    ['lone CR', `${HEADER}\rA,p,d\rB,q,e\r`, ['2: A|p|d', '3: B|q|e']],
    [
      'mixed line ends',
      `${HEADER}\r\nA,p,d\nB,q,e\rC,r,f\r\nD,s,g`,
      ['2: A|p|d', '3: B|q|e', '4: C|r|f', '5: D|s|g'],
    ],
    ['no newline at the end', `${HEADER}\nA,p,d`, ['2: A|p|d']],
    ['a header alone', `${HEADER}\n`, []],
    ['a header alone without a newline', HEADER, []],
    ['a header alone behind a mark', `\xef\xbb\xbf${HEADER}`, []],
    ['swapped columns, by their names', `date,product_id,advertiser_id\nd,p,A\n`, ['2: A|p|d']],
    ['an extra column anywhere, ignored', `x,advertiser_id,y,product_id,date,z\n1,A,2,p,d,3\n`, ['2: A|p|d']],
    ['an extra column without a name', `advertiser_id,product_id,date,\nA,p,d,\n`, ['2: A|p|d']],
    ['extra columns of one name', `note,advertiser_id,note,product_id,date\n1,A,2,p,d\n`, ['2: A|p|d']],
    [
      'a quoted newline in an extra column, lines staying exact',
      `${HEADER},note\nA,p,d,"one\ntwo\r\nthree"\nB,q,e,\n`,
      ['2: A|p|d', '5: B|q|e'],
    ],
    ['quoted values', `${HEADER}\n"A","p,q","d"\n"say ""B""",q,e\n`, ['2: A|p,q|d', '3: say "B"|q|e']],
    [
      'blank lines, dropped without a reject',
      `\n\n${HEADER}\n\n\nA,p,d\n\r\n\nB,q,e\n\n`,
      ['6: A|p|d', '9: B|q|e'],
    ],
    [
      'blank lines and a quoted newline together',
      `${HEADER}\n\n"A\n",p,d\n\nB,q,e`,
      ['3: A\n|p|d', '6: B|q|e'],
    ],
    ['exact duplicates, each', `${HEADER}\nA,p,d\nA,p,d\n`, ['2: A|p|d', '3: A|p|d']],
    ['words that others take for nothing', `${HEADER}\nNULL,NA,=cmd()\n`, ['2: NULL|NA|=cmd()']],
    ['blanks around values, kept', `${HEADER}\n A ,\tp,d \n`, ['2:  A |\tp|d ']],
    ['a second header as a row', `${HEADER}\n${HEADER}\n`, ['2: advertiser_id|product_id|date']],
    ['a semicolon in a value', `${HEADER}\nA;B,p,d\n`, ['2: A;B|p|d']],
    ['a comment sign', `${HEADER}\n#A,p,d\n`, ['2: #A|p|d']],
  ])('%s', async (_, text, expected) => {
    expect(await views(text)).toEqual(expected);
    expect(await gz(gzipSync(latin1(text)))).toEqual(expected);
  });

  it('each log by its own columns', async () => {
    expect(
      await readBytes(latin1('advertiser_id\nA\n\nB\n'), 'advertiser_ids.csv', 'advertiser_ids'),
    ).toEqual(['2: A', '4: B']);
    expect(
      await readBytes(
        latin1('date,type,product_id,advertiser_id\nd,click,p,A\n'),
        'ads_views/part-1.csv',
        'ads_views',
      ),
    ).toEqual(['2: A|p|click|d']);
  });

  it('two gzip members one after the other, with one header', async () => {
    const members = [gzipSync(latin1(`${HEADER}\nA,p,`)), gzipSync(latin1('d\nB,q,e\n'))];
    expect(await gz(Buffer.concat(members))).toEqual(['2: A|p|d', '3: B|q|e']);
  });

  it('an empty gzip member behind the last', async () => {
    expect(await gz(Buffer.concat([gzipSync(latin1(`${HEADER}\nA,p,d\n`)), gzipSync('')]))).toEqual([
      '2: A|p|d',
    ]);
  });
});

describe('bytes reach validation as they are', () => {
  it('NUL and invalid UTF-8, one character for each byte', async () => {
    expect(await views(`${HEADER}\nA\0,\xff\xfe,\xc3\xa9\n`)).toEqual(['2: A\0|\xff\xfe|\xc3\xa9']);
  });

  it('two ids of different bad bytes stay different', async () => {
    const [first, second] = await views(`${HEADER}\n\xff,p,d\n\xfe,p,d\n`);
    expect(first?.slice(2)).not.toBe(second?.slice(2));
  });

  it('a mark that is not at the beginning', async () => {
    expect(await views(`${HEADER}\n\xef\xbb\xbfA,p,d\n`)).toEqual(['2: \xef\xbb\xbfA|p|d']);
  });
});

describe('rows that are set aside, with their line', () => {
  const LONGEST = 'x'.repeat(65_536 - ',p,d'.length);
  it.each<[name: string, text: string, expected: Shown[]]>([
    ['a short row', `${HEADER}\nA,p\nB,q,e\n`, ['2: wrong_field_count', '3: B|q|e']],
    ['a long row', `${HEADER}\nA,p,d,x\nB,q,e\n`, ['2: wrong_field_count', '3: B|q|e']],
    ['a comma too many at the end', `${HEADER}\nA,p,d,\n`, ['2: wrong_field_count']],
    ['a row of one blank', `${HEADER}\n \n`, ['2: wrong_field_count']],
    ['a row of two quotes', `${HEADER}\n""\n`, ['2: wrong_field_count']],
    [
      'a row without its extra column',
      `${HEADER},note\nA,p,d\nB,q,e,\n`,
      ['2: wrong_field_count', '3: B|q|e'],
    ],
    ['a row with semicolons', `${HEADER}\nA;p;d\n`, ['2: wrong_field_count']],
    [
      'one behind blank lines and quoted newlines',
      `${HEADER},note\n\nA,p,d,"\n\n"\n\nB,q,e\nC,r,f,\n`,
      ['3: A|p|d', '7: wrong_field_count', '8: C|r|f'],
    ],
    [
      'a line over 64 KiB',
      `${HEADER}\nA,p,d\nx${LONGEST},p,d\nB,q,e\n`,
      ['2: A|p|d', '3: line_too_long', '4: B|q|e'],
    ],
    ['but not one of just 64 KiB', `${HEADER}\n${LONGEST},p,d\n`, [`2: ${LONGEST}|p|d`]],
    ['one over 64 KiB at the end', `${HEADER}\nx${LONGEST},p,d`, ['2: line_too_long']],
    [
      'one over 64 KiB inside quotes, over many lines',
      `${HEADER}\n"${'x\n'.repeat(40_000)}",p,d\nB,q,e\n`,
      ['2: line_too_long', '40003: B|q|e'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await views(text)).toEqual(expected);
  });

  it('one far over 64 KiB, larger than what is read at a time', async () => {
    const text = `${HEADER}\n${'x'.repeat(3 << 20)},p,d\nB,q,e\n`;
    expect(await views(text)).toEqual(['2: line_too_long', '3: B|q|e']);
    expect(await gz(gzipSync(latin1(text)))).toEqual(['2: line_too_long', '3: B|q|e']);
  });
});

describe('a file that fails, by its name, with the line where there is one and what to do', () => {
  const utf16 = (text: string, mark: boolean, bigEndian: boolean) => {
    const bytes = Buffer.from((mark ? '\ufeff' : '') + text, 'utf16le');
    return (bigEndian ? bytes.swap16() : bytes).toString('latin1');
  };
  const ROWS = `${HEADER}\nA,p,d\n`;
  const rows = Array.from({ length: 5 }, (_, i) => `A${String(i)},p,d\n`).join('');

  it.each<[name: string, text: string, says: RegExp[]]>([
    ['0 bytes', '', [/0 bytes/, /upload it whole/, /advertiser_id,product_id,date/]],
    ['only blank lines', '\n\r\n\n', [/no header/, /expected `advertiser_id,product_id,date`/]],
    ['only a mark', '\xef\xbb\xbf', [/no header/, /expected/]],
    ['a part of a mark', '\xef\xbb', [/missing/, /expected/]],
    ['one byte', 'x', [/missing/, /found "x"/]],
    [
      'a missing column',
      'advertiser_id,date\nA,d\n',
      [
        /column `product_id` is missing/,
        /expected `advertiser_id,product_id,date` in any order/,
        /found "advertiser_id", "date"/,
      ],
    ],
    [
      'every missing column at once',
      'a,date\n',
      [/`advertiser_id` is missing, column `product_id` is missing/],
    ],
    ['a repeated column', `${HEADER},date\nA,p,d,e\n`, [/column `date` is there 2 times/, /expected/]],
    [
      'no header, just rows',
      'A,p,2024-01-01\nB,q,2024-01-02\n',
      [/`advertiser_id` is missing/, /found "A", "p", "2024-01-01"/],
    ],
    ['a header in capitals', `${HEADER.toUpperCase()}\nA,p,d\n`, [/missing/]],
    [
      'a header with blanks',
      'advertiser_id, product_id, date\nA,p,d\n',
      [/`product_id` is missing/, /" product_id"/],
    ],
    [
      'the header of another log',
      'advertiser_id\nA\n',
      [/`product_id` is missing, column `date` is missing/],
    ],
    [
      '`;` as delimiter',
      'advertiser_id;product_id;date\nA;p;d\n',
      [/missing/, /is `;` its delimiter\? Use commas/],
    ],
    [
      'a tab as delimiter',
      'advertiser_id\tproduct_id\tdate\nA\tp\td\n',
      [/is a tab its delimiter\? Use commas/],
    ],
    ['UTF-16 LE', utf16(ROWS, true, false), [/: is UTF-16; save it as UTF-8$/]],
    ['UTF-16 BE', utf16(ROWS, true, true), [/: is UTF-16; save it as UTF-8$/]],
    ['UTF-16 LE without a mark', utf16(ROWS, false, false), [/UTF-16/, /save it as UTF-8/i]],
    ['UTF-16 BE without a mark', utf16(ROWS, false, true), [/UTF-16/, /save it as UTF-8/i]],
    ['a UTF-16 BE mark alone', '\xfe\xff', [/: is UTF-16; save it as UTF-8$/]],
    ['a UTF-16 LE mark alone', '\xff\xfe', [/UTF-16/, /save it as UTF-8/i]],
    ['an unclosed quote on the first line', `"${ROWS}${rows}`, [/line 1: .*never closed/, /close it/]],
    ['an unclosed quote in the middle', `${ROWS}"B,p,d\n${rows}`, [/line 3: .*never closed/, /close it/]],
    ['an unclosed quote on the last line', `${ROWS}${rows}B,"p,d\n`, [/line 8: .*never closed/, /close it/]],
    ['an unclosed quote as the last byte', `${ROWS}B,p,"`, [/line 3: .*never closed/, /close it/]],
    [
      'an unclosed quote behind quoted newlines and blank lines',
      `${HEADER}\n\n"A\n\n",p,d\nB,"p,d\n`,
      [/line 6: .*never closed/],
    ],
    [
      'a quote closed in the middle of a field',
      `${ROWS}"B"x,p,d\n${rows}`,
      [/line 3: .*closed in the middle of a field/, /as two/],
    ],
    ['a header over 64 KiB', `${'x'.repeat(70_000)}\nA,p,d\n`, [/header is over 64 KiB/, /expected/]],
    [
      'gzip under a plain name',
      gzipSync(latin1(ROWS)).toString('latin1'),
      [/gzip-compressed/, /let its name end in \.gz/],
    ],
    [
      'zstd under a plain name',
      rawFrame(latin1(ROWS)).toString('latin1'),
      [/zstd-compressed/, /let its name end in \.zst/],
    ],
  ])('%s', async (_, text, says) => {
    const error = await failure(views(text));
    expect(error).toBeInstanceOf(BadLogError);
    expect(error).toHaveProperty('key', 'input/product_views.csv');
    expect(error.message).toMatch(/^input\/product_views\.csv: /);
    for (const words of says) expect(error.message).toMatch(words);
  });

  it('does not repeat a long header in full', async () => {
    const error = await failure(views(`${'x'.repeat(60_000)},${'y'.repeat(100)}\n`));
    expect(error.message.length).toBeLessThan(500);
  });

  it('gives no batch that holds rows behind the fault', async () => {
    const { lake: broken, object } = lakeOf([latin1(`${HEADER}\nA,p,d\n`), latin1('"B"x,p,d\nC,r,f\n')]);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const batch of csvFormat.readRecords(broken, requestOf('product_views', object), {}))
        seen.push(...batch.map(({ line }) => line));
    })();
    await expect(reading).rejects.toThrow(BadLogError);
    expect(seen).toEqual([2]);
  });
});

describe('a .gz that is not whole', () => {
  const whole = gzipSync(
    latin1(`${HEADER}\n${Array.from({ length: 200 }, (_, i) => `A${String(i)},p,2024-01-01\n`).join('')}`),
  );

  it('is read when it is', async () => {
    expect(await gz(whole)).toHaveLength(200);
  });

  it('fails at whatever byte it was cut', async () => {
    for (let length = 0; length < whole.length; length++) {
      const { lake: cut, object } = lakeOf(length === 0 ? [] : [whole.subarray(0, length)]);
      const key = 'input/product_views.csv.gz';
      const error = await failure(readFrom(cut, { ...object, key }, 'product_views'));
      expect(error).toBeInstanceOf(BadLogError);
      expect(error.message).toMatch(/^input\/product_views\.csv\.gz: .*upload it/);
    }
  });

  it('fails when cut in its second member', async () => {
    const two = Buffer.concat([whole, whole]);
    for (const length of [1, 5, 12, 100, whole.length - 1]) {
      const error = await failure(gz(two.subarray(0, whole.length + length)));
      expect(error).toBeInstanceOf(BadLogError);
      expect(error.message).toMatch(/upload it again/);
    }
  });

  it.each<[name: string, garbage: string]>([
    ['one byte', 'x'],
    ['a line end', '\n'],
    ['zeros', '\0\0\0\0'],
    ['a plain row', 'Z,p,2024-01-01\n'],
    ['the first byte of a further member', '\x1f'],
    ['the first two bytes of a further member', '\x1f\x8b'],
    ['a member of an unknown method', '\x1f\x8b\x09\x00\x00'],
  ])('fails with %s behind its data, however it arrives', async (_, garbage) => {
    const bytes = Buffer.concat([whole, latin1(garbage)]);
    expect(await failure(gz(bytes))).toBeInstanceOf(BadLogError);
    for (const pieces of [[whole, latin1(garbage)], piecesOf(bytes, 1), piecesOf(bytes, 64)]) {
      const { lake: slow, object } = lakeOf(pieces);
      const error = await failure(
        readFrom(slow, { ...object, key: 'input/product_views.csv.gz' }, 'product_views'),
      );
      expect(error).toBeInstanceOf(BadLogError);
      expect(error.message).toMatch(/^input\/product_views\.csv\.gz: .*upload it again/);
    }
  });

  it('says how many zeros lie behind its data, which gunzip itself passes over', async () => {
    const error = await failure(gz(Buffer.concat([whole, Buffer.alloc(512)])));
    expect(error.message).toBe('input/product_views.csv.gz: 512 bytes follow its gzip data; upload it again');
  });

  it('fails when a byte of it is changed', async () => {
    for (const at of [0, 1, 2, 30, Math.floor(whole.length / 2), whole.length - 8, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      expect(await failure(gz(changed))).toBeInstanceOf(BadLogError);
    }
  });

  it.each<[name: string, bytes: Uint8Array, says: RegExp]>([
    ['plain text under its name', latin1(`${HEADER}\nA,p,d\n`), /gzip data is broken/],
    ['nothing inside', gzipSync(''), /no header/],
    ['0 bytes', latin1(''), /0 bytes/],
    ['UTF-16 inside', gzipSync(Buffer.from(`\ufeff${HEADER}\n`, 'utf16le')), /UTF-16/],
    ['an unclosed quote inside', gzipSync(latin1(`${HEADER}\nA,"p,d\n`)), /line 2: .*never closed/],
    ['gzip inside gzip', gzipSync(gzipSync(latin1(`${HEADER}\nA,p,d\n`))), /gzip/],
    ['zstd inside gzip', gzipSync(rawFrame(latin1(`${HEADER}\nA,p,d\n`))), /compress it once/],
  ])('fails with %s', async (_, bytes, says) => {
    const error = await failure(gz(bytes));
    expect(error).toBeInstanceOf(BadLogError);
    expect(error.message).toMatch(says);
  });
});

describe('an object that changes', () => {
  it('before it is opened is not read, and trying again may succeed', async () => {
    const object = await lake.write('input/product_views.csv', latin1(`${HEADER}\nA,p,d\n`));
    await lake.write('input/product_views.csv', latin1(`${HEADER}\nB,p,d\n`));
    expect(await failure(readFrom(lake, object, 'product_views'))).toBeInstanceOf(LakeObjectChangedError);
  });

  it.each(['product_views.csv', 'product_views.csv.gz'])(
    'in the middle of %s fails as a change, not as a bad log',
    async (name) => {
      const text = latin1(`${HEADER}\n${'A,p,d\n'.repeat(1_000)}`);
      const bytes = name.endsWith('.gz') ? gzipSync(text) : text;
      const change = new LakeObjectChangedError(name, 'cut');
      const read = () =>
        Promise.resolve(
          Readable.from(
            (function* () {
              yield bytes.subarray(0, bytes.length >> 1);
              throw change;
            })(),
            { objectMode: false },
          ),
        );
      const object = { key: `input/${name}`, sizeBytes: bytes.length, etag: 'e' };
      expect(await failure(readFrom({ read } as unknown as Lake, object, 'product_views'))).toBe(change);
    },
  );
});

describe('reading', () => {
  const pieces = [latin1(`${HEADER}\nA,p,d\n`), latin1('B,q,e\n'), latin1('C,r,f\n')];

  it('hands over each batch before it asks for the next chunk, and closes the stream of a reader that stops', async () => {
    const { lake: slow, object, stream } = lakeOf(pieces);
    for await (const batch of csvFormat.readRecords(slow, requestOf('product_views', object), {})) {
      expect(batch).toHaveLength(1);
      break;
    }
    expect(stream()?.destroyed).toBe(true);
  });

  it('closes the stream of a compressed object as well', async () => {
    const { lake: slow, object, stream } = lakeOf(piecesOf(gzipSync(Buffer.concat(pieces)), 8));
    const key = 'input/product_views.csv.gz';
    const reader = csvFormat.readRecords(slow, requestOf('product_views', { ...object, key }), {});
    await reader.next();
    await reader.return(undefined);
    expect(stream()?.destroyed).toBe(true);
  });

  it('closes the stream of a file that fails', async () => {
    const { lake: slow, object, stream } = lakeOf([latin1('a;b\n'), ...pieces]);
    await expect(readFrom(slow, object, 'product_views')).rejects.toThrow(BadLogError);
    expect(stream()?.destroyed).toBe(true);
  });

  it('tells the bytes of the object as they come, compressed as they lie there', async () => {
    const bytes = gzipSync(Buffer.concat(pieces));
    const object = await lake.write('input/product_views.csv.gz', bytes);
    let seenBytes = 0;
    const reader = csvFormat.readRecords(lake, requestOf('product_views', object), {
      onBytes: (count) => (seenBytes += count),
    });
    for await (const batch of reader) expect(batch.length).toBeGreaterThanOrEqual(0);
    expect(seenBytes).toBe(bytes.length);
  });

  it('stops when it is told to', async () => {
    const object = await lake.write('input/product_views.csv', Buffer.concat(pieces));
    const reader = csvFormat.readRecords(lake, requestOf('product_views', object), {
      signal: AbortSignal.abort(new Error('stop')),
    });
    await expect(reader.next()).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe(`properties, seed ${String(SEED)}`, () => {
  const end = fc.constantFrom('\n', '\r\n', '\r');
  const line = fc.constantFrom(
    'A,p,d',
    '"A,B",p,d',
    '"A\nB",p,d',
    'A,p',
    'A,p,d,e',
    '',
    '\xff,\0,d',
    '"say ""A""",p,d',
    ' ',
  );
  const file = fc
    .tuple(
      fc.constantFrom('', '\xef\xbb\xbf'),
      fc.constantFrom(HEADER, 'date,x,"product_id",advertiser_id'),
      fc.array(fc.tuple(line, end), { maxLength: 10 }),
    )
    .map(([mark, header, lines]) =>
      latin1(`${mark}${header}\n${lines.map((parts) => parts.join('')).join('')}`),
    );

  it('the pieces in which an object arrives change nothing, plain or compressed', async () => {
    await holds(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 8 }), async (bytes, sizeBytes) => {
        const one = lakeOf([bytes]);
        const expected = await readFrom(one.lake, one.object, 'product_views');
        const many = lakeOf(piecesOf(bytes, sizeBytes));
        expect(await readFrom(many.lake, many.object, 'product_views')).toEqual(expected);
        const packed = lakeOf(piecesOf(gzipSync(bytes), sizeBytes));
        const object = { ...packed.object, key: 'input/product_views.csv.gz' };
        expect(await readFrom(packed.lake, object, 'product_views')).toEqual(expected);
      }),
      100,
    );
  });
});

describe('what is known of a record and of a fault', () => {
  it('the bytes of each record, as they lie in the object', async () => {
    const long = 'x'.repeat(70_000);
    const records = ['"A",p,d', 'A,"p\nq",d', '\xff,\0,d', 'A,p', `${long},p,d`, ' A,p,d '];
    const object = await lake.write(
      'input/product_views.csv',
      latin1(`${HEADER}\n\n${records.join('\r\n')}\n\nB,q,e`),
    );
    const bytes: string[] = [];
    for await (const batch of csvFormat.readRecords(lake, requestOf('product_views', object), {})) {
      for (const record of batch) bytes.push(record.bytes.toString('latin1'));
    }
    expect(bytes).toEqual(
      [...records, 'B,q,e'].map((record) => (record.startsWith(long) ? record.slice(0, 1_024) : record)),
    );
  });

  it.each<[name: string, text: string, line: number | undefined, fault: RegExp]>([
    [
      'a quote that is never closed',
      `${HEADER}\n\nA,"p,d\n`,
      3,
      /^the quote that opens here is never closed; close it/,
    ],
    [
      'a quote closed in mid-field',
      `${HEADER}\n"\n"x,p,d\n`,
      2,
      /^the quote .* in the middle of a field; close it/,
    ],
    ['a missing column', 'advertiser_id,date\n', undefined, /^column `product_id` is missing/],
    ['no bytes', '', undefined, /^0 bytes/],
    ['UTF-16', '\xff\xfea', undefined, /^is UTF-16/],
  ])(
    'the line of a fault, where it lies in one, and its text without key and line: %s',
    async (_, text, line, fault) => {
      const error = await failure(views(text));
      if (!(error instanceof BadLogError)) throw error;
      expect(error).toMatchObject({ key: 'input/product_views.csv', line });
      expect(error.fault).toMatch(fault);
      const where = line === undefined ? '' : `line ${String(line)}: `;
      expect(error.message).toBe(`input/product_views.csv: ${where}${error.fault}`);
    },
  );
});
