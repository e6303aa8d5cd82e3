import fc from 'fast-check';
import { decompressLz4, decompressLz4Block } from '../../../../logs/formats/parquet/lz4';
import { holds } from '../../../support/jest/property';

/** A block of one sequence of literals, a match, and last literals. */
function block(literals: string, match: { offset: number; length: number }, last: string): Buffer {
  const lengthBytes = (length: number) => {
    if (length < 15) return [];
    const rest = length - 15;
    return [...Array<number>(Math.floor(rest / 255)).fill(255), rest % 255];
  };
  const nibble = (length: number) => Math.min(15, length);
  return Buffer.from([
    (nibble(literals.length) << 4) | nibble(match.length - 4),
    ...lengthBytes(literals.length),
    ...Buffer.from(literals),
    match.offset & 255,
    match.offset >> 8,
    ...lengthBytes(match.length - 4),
    nibble(last.length) << 4,
    ...lengthBytes(last.length),
    ...Buffer.from(last),
  ]);
}

const SHORT = block('abc', { offset: 3, length: 7 }, 'z');

it('copies literals and matches, which may begin with what they copy', () => {
  expect(Buffer.from(decompressLz4Block(SHORT, 11)).toString()).toBe('abcabcabcaz');
});

it('knows lengths of any size', () => {
  const literals = 'x'.repeat(300);
  const bytes = block(literals, { offset: 1, length: 290 }, 'y'.repeat(15));
  const expected = 'x'.repeat(590) + 'y'.repeat(15);
  expect(Buffer.from(decompressLz4Block(bytes, 605)).toString()).toBe(expected);
});

it.each([
  ['cut short', SHORT.subarray(0, -1), 11],
  ['shorter than its page', SHORT, 12],
  ['longer than its page', SHORT, 10],
  ['a match before the beginning', block('abc', { offset: 4, length: 7 }, 'z'), 11],
  ['a match at 0', block('abc', { offset: 0, length: 7 }, 'z'), 11],
])('refuses what is %s', (_, bytes, length) => {
  expect(() => decompressLz4Block(bytes, length)).toThrow(RangeError);
});

it('ends with any bytes', () => {
  holds(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(500), (bytes, length) => {
      try {
        expect(decompressLz4(bytes, length)).toHaveLength(length);
      } catch (error) {
        expect(error).toBeInstanceOf(RangeError);
      }
    }),
  );
});

it('reads blocks as Hadoop frames them, and a block without a frame', () => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(11);
  head.writeUInt32BE(SHORT.length, 4);
  const framed = Buffer.concat([head, SHORT, head, SHORT]);
  expect(Buffer.from(decompressLz4(framed, 22)).toString()).toBe('abcabcabcazabcabcabcaz');
  expect(Buffer.from(decompressLz4(SHORT, 11)).toString()).toBe('abcabcabcaz');
});
