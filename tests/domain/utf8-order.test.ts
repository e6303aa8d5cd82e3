import fc from 'fast-check';
import { compareUtf8 } from '../../domain/utf8-order';
import { anyText, holds, SEED } from '../support/jest/property';

const bytesOrder = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right));

test.each([
  ['capitals before small letters', 'Z', 'a'],
  ['a prefix before what it begins', 'ab', 'abc'],
  ['nothing before everything', '', '\u0000'],
  ['digits as characters, not as numbers', '10', '9'],
  ['leading zeros', '007', '7'],
  ['ASCII before accents', 'z', 'é'],
  ['U+D7FF before a surrogate pair', '\ud7ff', '\u{10000}'],
  ['U+E000 before a surrogate pair, unlike UTF-16', '\ue000', '\u{10000}'],
  ['U+FFFF before a surrogate pair, unlike UTF-16', '\uffff', '\u{10000}'],
  ['U+FF21 before an emoji, unlike UTF-16', 'Ａ', '😀'],
  ['a low surrogate by its code point', '\u{10000}', '\u{10001}'],
  ['a high surrogate by its code point', '\u{103ff}', '\u{10400}'],
  ['the last code point at the end', '\u{10fffe}', '\u{10ffff}'],
])('puts %s', (_, first, second) => {
  expect(Math.sign(compareUtf8(first, second))).toBe(-1);
  expect(Math.sign(compareUtf8(second, first))).toBe(1);
  expect(bytesOrder(first, second)).toBe(-1);
});

test('equal strings are equal', () => {
  expect(compareUtf8('😀a', '😀a')).toBe(0);
  expect(compareUtf8('', '')).toBe(0);
});

test('does not fold or normalise: é composed and decomposed differ', () => {
  expect(compareUtf8('\u00e9', 'e\u0301')).not.toBe(0);
});

test('orders each border of UTF-8 and UTF-16 against each other as their bytes', () => {
  const borders = [
    0, 1, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xfeff, 0xffff, 0x10000, 0x103ff, 0x10400, 0x10ffff,
  ];
  const texts = borders.flatMap((point) => {
    const character = String.fromCodePoint(point);
    return [character, `a${character}`, `${character}a`, character + character];
  });
  for (const left of texts) {
    for (const right of texts) {
      const same = Math.sign(compareUtf8(left, right)) === bytesOrder(left, right);
      if (!same) throw new Error(`${JSON.stringify(left)} against ${JSON.stringify(right)}`);
    }
  }
});

describe(`properties, seed ${String(SEED)}`, () => {
  test('has the sign of a comparison of the bytes, for any two texts', () => {
    holds(
      fc.property(anyText(), anyText(), (left, right) => {
        expect(Math.sign(compareUtf8(left, right))).toBe(bytesOrder(left, right));
      }),
      2_000,
    );
  });

  test('also when the texts begin alike', () => {
    holds(
      fc.property(anyText(), anyText(), anyText(), (shared, left, right) => {
        expect(Math.sign(compareUtf8(shared + left, shared + right))).toBe(bytesOrder(left, right));
      }),
      2_000,
    );
  });

  test('sorts a list as its bytes sort', () => {
    holds(
      fc.property(fc.array(anyText()), (texts) => {
        expect([...texts].sort(compareUtf8)).toEqual([...texts].sort(bytesOrder));
      }),
    );
  });
});
