import fc from 'fast-check';
import { ByteWriter } from 'hyparquet-writer';
import { deltaBinaryPack } from 'hyparquet-writer/src/delta.js';
import { packDeltas } from '../../storage/delta-packing';
import { unpackDeltas } from '../../storage/delta-unpacking';
import { holds, SEED } from '../support/jest/property';

/* The bytes of the library, which other readers know. Must fail when a difference loses its upper bits, or a block its rest. */

function packedByLibrary(values: Int32Array): Uint8Array {
  const writer = new ByteWriter();
  deltaBinaryPack(writer, values, 'INT32');
  return writer.getBytes();
}

function assertPacked(values: Int32Array): void {
  const packed = packDeltas(values);
  expect(Buffer.from(packed).equals(packedByLibrary(values))).toBe(true);
  const unpacked = new Int32Array(values.length);
  expect(unpackDeltas(packed, unpacked)).toBe(true);
  expect(unpacked).toEqual(values);
}

describe(`packed integers, seed ${String(SEED)}`, () => {
  it.each([0, 1, 2, 32, 33, 128, 129, 130, 160, 161, 256, 257, 1_000])(
    '%i values are the bytes that the library writes, and the values again',
    (length) => {
      const edges = [0, -1, 2 ** 31 - 1, -(2 ** 31), 7];
      assertPacked(Int32Array.from({ length }, (_, i) => i));
      assertPacked(Int32Array.from({ length }, () => 5));
      assertPacked(Int32Array.from({ length }, (_, i) => edges[i % edges.length]!));
      assertPacked(Int32Array.from({ length }, (_, i) => Math.imul(i, 0x9e3779b1)));
    },
  );

  it('differences of every width', () => {
    for (let bits = 0; bits < 32; bits++)
      assertPacked(Int32Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? 2 ** bits - 1 : i % 7)));
  });

  it('any values', () => {
    holds(
      fc.property(fc.array(fc.integer(), { maxLength: 400 }), (values) => {
        assertPacked(Int32Array.from(values));
      }),
      100,
    );
  });
});

it('leaves pages to the library that have other values than are asked for, or differences of more than 32 bits', () => {
  const values = Int32Array.of(-(2 ** 31), 2 ** 31 - 1, -(2 ** 31), 0);
  expect(unpackDeltas(packDeltas(values), new Int32Array(3))).toBe(false);
  const writer = new ByteWriter();
  deltaBinaryPack(writer, values, 'INT64');
  expect(unpackDeltas(writer.getBytes(), new Int32Array(4))).toBe(false);
});
