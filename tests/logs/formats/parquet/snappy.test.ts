import fc from 'fast-check';
import { decompressSnappy } from '../../../../logs/formats/parquet/snappy';
import { holds } from '../../../support/jest/property';

/** A part of compressed data: bytes as they are, or a copy of what came before, with a tag of so many bytes. */
type Part =
  | { readonly literal: readonly number[]; readonly tagBytes: number }
  | { readonly back: number; readonly count: number; readonly tagBytes: number };

const bytesOf = (number: number, count: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(number / 256 ** i) & 255);

function varInt(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varInt(value >>> 7)];
}

/** Writes parts, and what they come to. */
function encode(parts: readonly Part[]): { packed: Uint8Array; plain: number[] } {
  const plain: number[] = [];
  const packed: number[] = [];
  for (const part of parts) {
    if ('literal' in part) {
      const { literal, tagBytes } = part;
      const more = Math.max(tagBytes, literal.length > 60 ? 1 : 0, literal.length > 256 ? 2 : 0);
      packed.push(
        more === 0 ? (literal.length - 1) << 2 : (59 + more) << 2,
        ...bytesOf(literal.length - 1, more),
      );
      packed.push(...literal);
      plain.push(...literal);
      continue;
    }
    const offset = Math.min(part.back, plain.length);
    if (offset === 0) continue;
    const isNear = part.tagBytes === 1 && offset < 2048 && part.count >= 4 && part.count <= 11;
    const size = part.tagBytes === 4 ? 4 : 2;
    if (isNear) packed.push(1 | ((part.count - 4) << 2) | ((offset >> 8) << 5), offset & 255);
    else packed.push((size === 2 ? 2 : 3) | ((part.count - 1) << 2), ...bytesOf(offset, size));
    for (let i = 0; i < part.count; i++) plain.push(plain[plain.length - offset] ?? 0);
  }
  return { packed: Uint8Array.from([...varInt(plain.length), ...packed]), plain };
}

const anyByte = fc.nat(255);
const anyPart: fc.Arbitrary<Part> = fc.oneof(
  fc.record({
    literal: fc.oneof(
      fc.array(anyByte, { minLength: 1, maxLength: 70 }),
      fc.array(anyByte, { minLength: 250, maxLength: 300 }),
    ),
    tagBytes: fc.nat(4),
  }),
  fc.record({
    back: fc.oneof(fc.integer({ min: 1, max: 10 }), fc.nat(3000)),
    count: fc.integer({ min: 1, max: 64 }),
    tagBytes: fc.constantFrom(1, 2, 4),
  }),
);

it('decompresses literals and copies of all lengths and offsets', () => {
  holds(
    fc.property(fc.array(anyPart, { maxLength: 30 }), (parts) => {
      const { packed, plain } = encode(parts);
      expect([...decompressSnappy(packed, plain.length)]).toEqual(plain);
    }),
  );
});

const ABC = [2 << 2, 97, 98, 99];
it.each([
  ['no bytes', [], 3],
  ['a literal that is cut', [3, 2 << 2, 97, 98], 3],
  ['a literal whose length is cut', [3, 60 << 2], 3],
  ['a literal longer than its page', [3, ...ABC], 2],
  ['a copy from before the beginning', [7, ...ABC, 1, 4], 7],
  ['a copy of nothing', [7, ...ABC, 1, 0], 7],
  ['a copy that is cut', [7, ...ABC, 1], 7],
  ['a copy from far that is cut', [7, ...ABC, 3 | (3 << 2), 1, 0, 0], 7],
  ['a copy longer than its page', [7, ...ABC, 1, 3], 6],
  ['data shorter than its page', [3, ...ABC], 4],
])('refuses %s', (_, bytes, length) => {
  expect(() => decompressSnappy(Uint8Array.from(bytes), length)).toThrow(RangeError);
});
