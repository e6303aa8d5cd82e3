import fc from 'fast-check';
import { ID_MAX_BYTES, REJECT_REASONS } from '../../../domain/record-validation';
import { createPlainRowReader } from '../../../logs/sources/row-reader';
import { anyDay, anyText, holds, SEED } from '../../support/jest/property';

const { read: validateActiveAdvertiser } = createPlainRowReader('advertiser_ids');
const { read: validateProductView } = createPlainRowReader('product_views');
const { read: validateAdEvent } = createPlainRowReader('ads_views');

/** A text as its UTF-8 bytes, one character each: what the log reader hands over. */
const bytesOf = (text: string) => Buffer.from(text).toString('latin1');
/** Bytes written as hex, one character each. */
const hex = (bytes: string) => Buffer.from(bytes, 'hex').toString('latin1');

const DAY = '2024-11-29';
const id = (text: string) => validateActiveAdvertiser([bytesOf(text)]);
const rawId = (bytes: string) => validateActiveAdvertiser([bytes]);

describe('a good record', () => {
  it('of advertiser_ids is an active advertiser', () => {
    expect(validateActiveAdvertiser(['A1'])).toEqual({ advertiserId: 'A1' });
  });

  it('of product_views adds to views', () => {
    expect(validateProductView(['A1', 'p1', DAY])).toEqual({
      advertiserId: 'A1',
      productId: 'p1',
      day: DAY,
      counts: [1],
    });
  });

  it.each([
    ['impression', [1, 0, 0]],
    ['click', [0, 1, 0]],
    ['conversion', [0, 0, 1]],
  ])('of ads_views with type %s adds %j to its counters', (type, counts) => {
    expect(validateAdEvent(['A1', 'p1', type, DAY])).toEqual({
      advertiserId: 'A1',
      productId: 'p1',
      day: DAY,
      counts,
    });
  });
});

describe('an id is accepted as it is', () => {
  it.each([
    ['NULL'],
    ['null'],
    ['NA'],
    ['N/A'],
    ['nan'],
    ['None'],
    ['undefined'],
    ['__proto__'],
    ['constructor'],
    ['toString'],
    ['=cmd()'],
    ["=cmd|' /C calc'!A0"],
    ['@SUM(1)'],
    ['-1'],
    ["'; DROP TABLE runs; --"],
    ['true'],
    ['0'],
    ['007'],
    ['00'],
    ['1e3'],
    ['+1'],
    [' '],
    [' a'],
    ['a '],
    ['\u00a0a\u00a0'],
    ['a b'],
    ['a,b'],
    ['a"b'],
    ['a\\b'],
    ['../a'],
    ['A/b'],
    ['%41'],
    ['Ünïcode'],
    ['e\u0301'],
    ['\u00e9'],
    ['ß'],
    ['商品'],
    ['😀'],
    ['\ufeffa'],
    ['a\u200b'],
    ['\u2028'],
    ['\ufffd'],
    ['\u{10ffff}'],
  ])('%j', (text) => {
    expect(id(text)).toEqual({ advertiserId: text });
  });
});

describe('an id is rejected', () => {
  it('when it is empty', () => {
    expect(id('')).toBe('empty_id');
  });

  it('beyond 128 bytes, and not at 128', () => {
    expect(ID_MAX_BYTES).toBe(128);
    expect(id('a'.repeat(128))).toEqual({ advertiserId: 'a'.repeat(128) });
    expect(id('a'.repeat(129))).toBe('id_too_long');
  });

  it('by its bytes, not by its characters', () => {
    expect(id('é'.repeat(64))).toEqual({ advertiserId: 'é'.repeat(64) });
    expect(id('é'.repeat(64) + 'a')).toBe('id_too_long');
    expect(id('😀'.repeat(32))).toEqual({ advertiserId: '😀'.repeat(32) });
    expect(id('😀'.repeat(32) + 'a')).toBe('id_too_long');
    expect(id('商'.repeat(42) + 'ab')).toEqual({ advertiserId: '商'.repeat(42) + 'ab' });
    expect(id('商'.repeat(43))).toBe('id_too_long');
  });

  it('with any control character: C0, DEL and C1', () => {
    const controls = [...Array(32).keys(), ...Array.from({ length: 33 }, (_, i) => 0x7f + i)];
    for (const point of controls) {
      const control = String.fromCodePoint(point);
      for (const text of [control, `a${control}b`, `${control}a`, `a${control}`, `é${control}`]) {
        if (id(text) !== 'control_character')
          throw new Error(`accepts U+${point.toString(16)} in ${JSON.stringify(text)}`);
      }
    }
  });

  it('but not with the neighbours of control characters', () => {
    for (const text of [' ', '~', '\u00a0', '\u00ad']) expect(id(text)).toEqual({ advertiserId: text });
  });

  it.each([
    ['a lone continuation byte', '80'],
    ['a first byte alone', 'c3'],
    ['a first byte before ASCII', 'c341'],
    ['an overlong NUL', 'c080'],
    ['an overlong slash', 'c0af'],
    ['an overlong slash of three bytes', 'e080af'],
    ['a surrogate', 'eda080'],
    ['a pair of surrogates', 'eda081edb080'],
    ['a code point beyond U+10FFFF', 'f4908080'],
    ['a cut emoji', 'f09f98'],
    ['Latin-1 for é', '636166e9'],
    ['the byte FF', 'ff'],
    ['a UTF-16 mark', 'fffe'],
    ['a good beginning and a bad end', 'c3a9c3'],
  ])('as invalid UTF-8 with %s', (_, bytes) => {
    expect(rawId(hex(bytes))).toBe('invalid_utf8');
  });

  it('so that two ids of different bad bytes never become one', () => {
    expect(rawId(hex('61ff'))).toBe('invalid_utf8');
    expect(rawId(hex('61fe'))).toBe('invalid_utf8');
  });
});

describe('the day of a record', () => {
  it.each([
    '2024-02-30',
    '2023-02-29',
    'epoch',
    '2024-01-01x',
    '',
    ' 2024-01-01',
    '2024-01-01 ',
    '0000-01-01',
    '20240101',
  ])('is rejected when it is %j', (day) => {
    expect(validateProductView(['A1', 'p1', day])).toBe('invalid_date');
    expect(validateAdEvent(['A1', 'p1', 'click', day])).toBe('invalid_date');
  });

  it('may lie far away: whether it counts is decided by the execution date', () => {
    expect(validateProductView(['A1', 'p1', '9999-12-31'])).toMatchObject({ day: '9999-12-31' });
  });
});

describe('the type of an ad event', () => {
  it.each([
    '',
    'Click',
    'IMPRESSION',
    'clicks',
    'impressions',
    'view',
    ' click',
    'click ',
    'click\u0000',
    '0',
    'toString',
  ])('is rejected when it is %j', (type) => {
    expect(validateAdEvent(['A1', 'p1', type, DAY])).toBe('unknown_type');
  });
});

describe('of several faults', () => {
  it.each([
    ['the advertiser comes first', ['', '', 'x', 'x'], 'empty_id'],
    ['then the product', ['A1', 'a'.repeat(129), 'x', 'x'], 'id_too_long'],
    ['then the type', ['A1', 'p1', 'x', 'x'], 'unknown_type'],
    ['then the day', ['A1', 'p1', 'click', 'x'], 'invalid_date'],
  ])('%s', (_, fields, reason) => {
    expect(validateAdEvent(fields)).toBe(reason);
  });

  it('the length of an id comes before its characters', () => {
    expect(rawId(hex('ff'.repeat(129)))).toBe('id_too_long');
    expect(rawId('\u0000'.repeat(129))).toBe('id_too_long');
  });
});

test.each([
  ['the advertiser', (bytes: string) => validateAdEvent([bytes, 'p1', 'click', DAY])],
  ['the product', (bytes: string) => validateAdEvent(['A1', bytes, 'click', DAY])],
  ['the advertiser of a product view', (bytes: string) => validateProductView([bytes, 'p1', DAY])],
  ['the product of a product view', (bytes: string) => validateProductView(['A1', bytes, DAY])],
  ['an active advertiser', (bytes: string) => validateActiveAdvertiser([bytes])],
])('every fault of an id is seen in %s', (_, validate) => {
  expect(['', 'a'.repeat(129), 'a\u0000', hex('ff'), '\u007f'].map(validate)).toEqual([
    'empty_id',
    'id_too_long',
    'control_character',
    'invalid_utf8',
    'control_character',
  ]);
});

describe(`properties, seed ${String(SEED)}`, () => {
  it('an id of 1 to 128 bytes without control characters comes back unchanged; any other text has its reason', () => {
    holds(
      fc.property(anyText({ maxLength: 50 }), anyDay(), (text, day) => {
        const lengthBytes = Buffer.byteLength(text);
        const reason =
          lengthBytes === 0
            ? 'empty_id'
            : lengthBytes > 128
              ? 'id_too_long'
              : /\p{Cc}/u.test(text)
                ? 'control_character'
                : undefined;
        expect(id(text)).toEqual(reason ?? { advertiserId: text });
        expect(validateProductView(['A1', bytesOf(text), day])).toEqual(
          reason ?? { advertiserId: 'A1', productId: text, day, counts: [1] },
        );
      }),
      1_000,
    );
  });

  it('any bytes are either the id that they encode or rejected for one of the listed reasons', () => {
    holds(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 140 }), (bytes) => {
        const result = rawId(Buffer.from(bytes).toString('latin1'));
        if (typeof result === 'string') expect(REJECT_REASONS).toContain(result);
        else if ('advertiserId' in result)
          expect(Buffer.from(result.advertiserId)).toEqual(Buffer.from(bytes));
        if (bytes.length <= 128 && !Buffer.from(Buffer.from(bytes).toString()).equals(Buffer.from(bytes))) {
          expect(result).toBe('invalid_utf8');
        }
      }),
      1_000,
    );
  });
});
