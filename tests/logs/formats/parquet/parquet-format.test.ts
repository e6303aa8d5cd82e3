import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { WantedColumn } from '../../../../logs/sources/row-types';
import { parquetFormat } from '../../../../logs/formats/parquet/parquet-format';
import { MemoryLake } from '../../../support/lake/memory-lake';

/*
 * The files of `fixtures/` were written by pyarrow 26.0.1, Polars 2.1.0 and DuckDB 2.0.1 with 100 rows of the columns of
 * `expected.jsonl`, about one value in ten null. The two files of pyarrow with a version have small pages, and dictionaries
 * that end within a row group.
 */
const FIXTURES = path.join(__dirname, 'fixtures');

interface Expected extends WantedColumn {
  readonly texts: readonly string[];
}
const EXPECTED = readFileSync(path.join(FIXTURES, 'expected.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Expected => {
    const { column, use, texts } = JSON.parse(line) as Expected & { column: string };
    return { name: column, use, texts };
  });
const KEY = 'input/ads_views.parquet';

let lake: MemoryLake;
beforeEach(() => {
  lake = new MemoryLake();
});

async function readFields(body: Uint8Array, columns: readonly WantedColumn[]): Promise<string[][]> {
  const object = await lake.write(KEY, body);
  const rows: string[][] = [];
  for await (const records of parquetFormat.readRecords(lake, { log: 'ads_views', object, columns }, {})) {
    for (const record of records) {
      expect(record.line).toBe(rows.length + 1);
      rows.push('fields' in record ? [...record.fields] : [record.malformed]);
    }
  }
  return rows;
}

const fixture = (name: string) => readFileSync(path.join(FIXTURES, name));
const id = (name: string): WantedColumn => ({ name, use: 'id' });

/** The paths of the columns that a file has. */
function pathsIn(body: Buffer): string[] {
  const [group] = parquetMetadata(body).row_groups;
  return group?.columns.map(({ meta_data: data }) => data?.path_in_schema.join('.') ?? '') ?? [];
}

describe('files of other writers', () => {
  const names = readdirSync(FIXTURES).filter((name) => /^(pyarrow|polars|duckdb).*parquet$/.test(name));

  it.each(names)('%s: every column has its texts', async (name) => {
    const body = fixture(name);
    const found = pathsIn(body);
    const columns = EXPECTED.filter((column) => found.includes(column.name));
    expect(columns.length).toBeGreaterThan(0);
    const rows = await readFields(body, columns);
    expect(rows).toHaveLength(100);
    columns.forEach(({ name: column, texts }, i) => {
      expect({ column, texts: rows.map((fields) => fields[i]) }).toEqual({ column, texts });
    });
  });

  it('are read by the bytes of the wanted columns and of the footer only', async () => {
    const body = fixture('pyarrow-v1-snappy.parquet');
    const object = await lake.write(KEY, body);
    const ranges: number[] = [];
    const options = { onBytes: (count: number) => ranges.push(count) };
    const request = { log: 'ads_views' as const, object, columns: [id('str')] };
    for await (const records of parquetFormat.readRecords(lake, request, options))
      expect(records).toBeDefined();
    const wanted = parquetMetadata(body).row_groups.flatMap(({ columns }) =>
      columns.filter(({ meta_data: data }) => data?.path_in_schema.join('.') === 'str'),
    );
    expect(ranges.slice(1)).toEqual(wanted.map(({ meta_data: data }) => Number(data?.total_compressed_size)));
  });
});

type Schema = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>;
type Element = Schema[number];

/** One column of this element and these values. */
function write(element: Omit<Element, 'name'>, data: unknown[]): Uint8Array {
  const schema = [
    { name: 'root', num_children: 1 },
    { ...element, name: 'x' },
  ] as Schema;
  const columnData = [{ name: 'x', data: data as number[] }];
  return new Uint8Array(parquetWriteBuffer({ schema, columnData }));
}

const REQUIRED = { repetition_type: 'REQUIRED' } as const;
const TEXT = { ...REQUIRED, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('a value', () => {
  it.each<
    [what: string, use: WantedColumn['use'], element: Omit<Element, 'name'>, value: unknown, text: string]
  >([
    ['a text that is no UTF-8', 'id', { ...REQUIRED, type: 'BYTE_ARRAY' }, bytes('61ff62'), 'a\xffb'],
    ['a whole number above 2^53', 'id', { ...REQUIRED, type: 'INT64' }, 2n ** 53n + 1n, '9007199254740993'],
    ['a negative whole number', 'id', { ...REQUIRED, type: 'INT64' }, -7n, '-7'],
    ['a whole number of 2^53', 'id', { ...REQUIRED, type: 'INT64' }, 2n ** 53n, '9007199254740992'],
    ['a whole number of -2^53', 'id', { ...REQUIRED, type: 'INT64' }, -(2n ** 53n), '-9007199254740992'],
    ['a whole number below it', 'id', { ...REQUIRED, type: 'INT64' }, -(2n ** 53n) - 1n, '-9007199254740993'],
    ['a boolean as a type', 'type', { ...REQUIRED, type: 'BOOLEAN' }, true, 'true'],
    ['a boolean as a count', 'count', { ...REQUIRED, type: 'BOOLEAN' }, true, '1'],
    ['a whole float as a count', 'count', { ...REQUIRED, type: 'DOUBLE' }, 3, '3'],
    ['a fraction as a count', 'count', { ...REQUIRED, type: 'DOUBLE' }, 2.5, '2.5'],
    ['no number as a count', 'count', { ...REQUIRED, type: 'DOUBLE' }, NaN, 'NaN'],
    ['seconds as a day', 'day', { ...REQUIRED, type: 'INT64' }, 1_732_838_400n, '1732838400'],
    [
      'an instant before 1970 in milliseconds',
      'day',
      { ...REQUIRED, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      -1n,
      '1969-12-31T23:59:59Z',
    ],
    [
      'an instant beyond four digits of the year',
      'day',
      { ...REQUIRED, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      253_402_300_800_000n,
      '+010000-01-01T00:00:00Z',
    ],
    [
      'a day beyond all calendars',
      'day',
      { ...REQUIRED, type: 'INT32', converted_type: 'DATE' },
      2_000_000_000,
      '2000000000 days since 1970',
    ],
    [
      'a UUID',
      'id',
      { ...REQUIRED, type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, logical_type: { type: 'UUID' } },
      bytes('00112233445566778899aabbccddeeff'),
      '00112233-4455-6677-8899-aabbccddeeff',
    ],
  ])('%s', async (_, use, element, value, text) => {
    expect(await readFields(write(element, [value]), [{ name: 'x', use }])).toEqual([[text]]);
  });
});

describe('a column is refused by name', () => {
  const refused = (columns: readonly WantedColumn[], body: Uint8Array) =>
    expect(readFields(body, columns)).rejects;

  it.each<[use: WantedColumn['use'], element: Omit<Element, 'name'>, value: unknown, message: string]>([
    [
      'id',
      { ...REQUIRED, type: 'DOUBLE' },
      1,
      'is DOUBLE, but ids are text or whole numbers; write it as STRING or INT64',
    ],
    ['id', { ...REQUIRED, type: 'FLOAT' }, 1, 'is FLOAT, but ids'],
    ['id', { ...REQUIRED, type: 'BOOLEAN' }, true, 'is BOOLEAN, but ids'],
    [
      'id',
      { ...REQUIRED, type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 0 },
      1n,
      'is DECIMAL(18,0), but ids',
    ],
    [
      'id',
      { ...REQUIRED, type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      1n,
      'is TIMESTAMP(MILLIS), but ids',
    ],
    ['day', { ...REQUIRED, type: 'BOOLEAN' }, true, 'is BOOLEAN, but days are'],
    [
      'count',
      { ...REQUIRED, type: 'INT32', converted_type: 'DATE' },
      1,
      'is DATE, but counts are whole numbers',
    ],
    ['day', { ...REQUIRED, type: 'INT32', converted_type: 'TIME_MILLIS' }, 1, 'is TIME_MILLIS, but days are'],
  ])('as %s: %j', async (use, element, value, message) => {
    const body = write(element, [value]);
    await refused([{ name: 'x', use }], body).toThrow(`${KEY}: column \`x\` ${message}`);
  });

  it.each([
    ['nothing', 'column `nothing` is missing; its columns are "str", "wide"'],
    ['item', 'column `item` is a struct; name a member of it, such as `item.id`'],
    ['item.nothing', 'column `item.nothing` is missing'],
    ['tags', 'column `tags` is a list or in one; write one value for each row'],
    ['tags.list.element', 'column `tags.list.element` is a list or in one'],
    ['attrs', 'column `attrs` is a list or in one'],
  ])('%s', async (name, message) => {
    await refused([id(name)], fixture('pyarrow-v1-snappy.parquet')).toThrow(message);
  });

  it('with all that is wrong at once', async () => {
    const columns = [id('a'), { name: 'f64', use: 'id' as const }];
    await refused(columns, fixture('pyarrow-v1-snappy.parquet')).toThrow(
      'column `a` is missing; column `f64` is DOUBLE, but',
    );
  });

  it('if it is there twice', async () => {
    const schema = [
      { name: 'root', num_children: 2 },
      { ...TEXT, name: 'x' },
      { ...TEXT, name: 'x' },
    ] as Schema;
    const columnData = [
      { name: 'x', data: ['a'] },
      { name: 'x', data: ['b'] },
    ];
    const body = new Uint8Array(parquetWriteBuffer({ schema, columnData }));
    await refused([id('x')], body).toThrow('column `x` is there 2 times');
  });

  it('if it is encrypted, and the others are read', async () => {
    const body = fixture('encrypted-column.parquet');
    await refused([id('wide')], body).toThrow('column `wide` is encrypted; write it without encryption');
  });
});

describe('an object is refused', () => {
  const whole = fixture('pyarrow-none.parquet');
  const read = (body: Uint8Array) => expect(readFields(body, [id('str')])).rejects;

  it.each([
    ['no bytes', Buffer.alloc(0), '0 bytes, which is no Parquet file; upload it whole'],
    ['few bytes', Buffer.from('PAR1'), '4 bytes, which is no Parquet file'],
    [
      'CSV under its name',
      Buffer.from('advertiser_id\nA\nB\n'),
      'does not end as a Parquet file does (PAR1)',
    ],
    ['cut behind', whole.subarray(0, -20), 'does not end as a Parquet file does (PAR1)'],
    ['cut before', whole.subarray(1500), 'column `str` of row group 1 cannot be read (a page is cut short)'],
    ['an encrypted footer', fixture('encrypted-footer.parquet'), 'its footer is encrypted'],
  ])('%s', async (_, body, message) => {
    await read(body).toThrow(message);
  });

  it('a footer that is longer than the object', async () => {
    const body = Buffer.from(whole);
    body.writeUInt32LE(1_000_000, body.length - 8);
    await read(body).toThrow('its footer of 1000000 bytes is longer than the object; upload it whole');
  });

  it('a footer of zeros', async () => {
    const body = Buffer.from(whole);
    const length = body.readUInt32LE(body.length - 8);
    body.fill(0, body.length - 8 - length, body.length - 8);
    await read(body).toThrow('its footer cannot be read');
  });

  it('with any of its bytes changed, or reads as many rows', async () => {
    const body = fixture('pyarrow-v2-zstd.parquet');
    const columns = EXPECTED.filter(({ name }) => ['str', 'i64', 'tus', 'wide'].includes(name));
    let refusals = 0;
    for (let at = 0; at < body.length; at += 61) {
      const changed = Buffer.from(body);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const rows = await readFields(changed, columns).catch((error: unknown) => {
        expect(error).toMatchObject({ name: 'BadLogError', key: KEY });
        refusals++;
        return undefined;
      });
      if (rows !== undefined) expect(rows).toHaveLength(100);
    }
    expect(refusals).toBeGreaterThan(10);
  });
});

it.each([
  ['no rows', write(TEXT, [])],
  [
    'no row group',
    new Uint8Array(
      parquetWriteBuffer({
        schema: [
          { name: 'root', num_children: 1 },
          { ...TEXT, name: 'x' },
        ],
        columnData: [{ name: 'x', data: [] }],
      }),
    ),
  ],
])('reads an object with %s', async (_, body) => {
  expect(await readFields(body, [id('x')])).toEqual([]);
});

it('reads rows of which no column is wanted', async () => {
  expect(await readFields(write(TEXT, ['a', 'b']), [])).toEqual([[], []]);
});

it('gives the wanted fields of a row as its text', async () => {
  const object = await lake.write(KEY, fixture('pyarrow-none.parquet'));
  const request = { log: 'ads_views' as const, object, columns: [id('str'), id('i64')] };
  const texts: string[][] = [];
  for await (const records of parquetFormat.readRecords(lake, request, {})) {
    for (const record of records) {
      texts.push([record.bytes.toString(), 'fields' in record ? record.fields.join(',') : '']);
    }
  }
  expect(texts[1]?.[0]).toMatch(/^s\d+,-?\d+$/);
  for (const [text, fields] of texts) expect(text).toBe(fields);
});
