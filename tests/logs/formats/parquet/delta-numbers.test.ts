import fc from 'fast-check';
import { unpackDelta64 } from '../../../../logs/formats/parquet/delta-numbers';
import { holds } from '../../../support/jest/property';

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

function varInt(value: bigint): number[] {
  return value < 0x80n ? [Number(value)] : [Number(value & 0x7fn) | 0x80, ...varInt(value >> 7n)];
}

function zigZag(value: bigint): number[] {
  return varInt(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
}

/** Another way of writing what is unpacked: with BigInt, and bit by bit. */
function encode(
  values: readonly bigint[],
  { blockValues = 128, miniblocks = 4, isCut = false } = {},
): Uint8Array {
  const [first = 0n] = values;
  const bytes = [
    ...varInt(BigInt(blockValues)),
    ...varInt(BigInt(miniblocks)),
    ...varInt(BigInt(values.length)),
  ];
  bytes.push(...zigZag(first));
  const deltas = values.slice(1).map((value, i) => BigInt.asIntN(64, value - (values[i] ?? 0n)));
  for (let block = 0; block < deltas.length; block += blockValues) {
    const ofBlock = deltas.slice(block, block + blockValues);
    const least = ofBlock.reduce((a, b) => (a < b ? a : b));
    const size = blockValues / miniblocks;
    const parts = Array.from({ length: miniblocks }, (_, i) => ofBlock.slice(i * size, (i + 1) * size));
    const packed = parts.map((part) => {
      const rests = part.map((delta) => BigInt.asUintN(64, delta - least));
      const width = rests.reduce((widest, rest) => Math.max(widest, rest.toString(2).length), 0);
      const used = rests.some((rest) => rest > 0n) ? width : 0;
      const packedBytes = new Array<number>(part.length === 0 ? 0 : (size * used) / 8).fill(0);
      rests.forEach((rest, i) => {
        for (let bit = 0; bit < used; bit++) {
          const at = i * used + bit;
          packedBytes[at >> 3] =
            (packedBytes[at >> 3] ?? 0) | (Number((rest >> BigInt(bit)) & 1n) << (at & 7));
        }
      });
      const needed = Math.ceil((part.length * used) / 8);
      return { used, bytes: isCut ? packedBytes.slice(0, needed) : packedBytes };
    });
    bytes.push(...zigZag(least), ...packed.map(({ used }) => used), ...packed.flatMap((part) => part.bytes));
  }
  return Uint8Array.from(bytes);
}

const anyStep = fc.oneof(fc.bigInt(-3n, 300n), fc.bigInt(0n, 2n ** 33n), fc.bigInt(MIN, MAX));
const anyValues = fc
  .tuple(fc.bigInt(MIN, MAX), fc.array(anyStep, { maxLength: 300 }))
  .map(([first, steps]) =>
    steps.reduce((all, step) => [...all, BigInt.asIntN(64, (all.at(-1) ?? 0n) + step)], [first]),
  );

it('unpacks differences of any size, in blocks of any size, also where the last one is cut behind its last value', () => {
  const shapes = fc.constantFrom(
    {},
    { blockValues: 256, miniblocks: 8 },
    { blockValues: 128, miniblocks: 1 },
  );
  holds(
    fc.property(anyValues, shapes, fc.boolean(), (values, shape, isCut) => {
      expect([...unpackDelta64(encode(values, { ...shape, isCut }), values.length)]).toEqual(values);
    }),
  );
});

it('unpacks the first values only, and none of an empty page', () => {
  expect([...unpackDelta64(encode([5n, 7n, 2n]), 2)]).toEqual([5n, 7n]);
  expect(unpackDelta64(new Uint8Array(), 0)).toHaveLength(0);
});

const values = [1n, 5n, 900n];
it.each([
  ['a page with fewer values', encode(values), 4],
  ['a page that is cut in a value', encode(values, { isCut: true }).slice(0, -1), 3],
  ['a page that is cut in its header', encode(values).slice(0, 3), 3],
  ['blocks without miniblocks', Uint8Array.of(128, 1, 0, 3, 0), 3],
  ['miniblocks that do not end with a byte', Uint8Array.of(12, 3, 3, 0), 3],
  ['differences of 65 bits', Uint8Array.of(8, 1, 3, 0, 0, 65, ...new Array<number>(80).fill(0)), 3],
  ['a number without an end', new Uint8Array(20).fill(0x80), 1],
])('refuses %s', (_, bytes, count) => {
  expect(() => unpackDelta64(bytes, count)).toThrow(RangeError);
});
