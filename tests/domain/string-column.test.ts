import fc from 'fast-check';
import { allocateHere, allocateShared } from '../../domain/allocate';
import {
  columnBytes,
  compareStrings,
  copyStrings,
  decodeString,
  decodeStrings,
  encodeStrings,
  NO_STRINGS,
  pickStrings,
  sliceStrings,
  stringBytes,
  StringColumnBuilder,
  stringCount,
  stringDecoder,
} from '../../domain/string-column';
import { anyText, holds, SEED } from '../support/jest/property';

const TEXTS = ['b', '', 'Ä日本😀', 'ba', '\uffee', 'x'.repeat(300), 'b'];
const OFFSETS = [0, 1, 1, 13, 15, 18, 318, 319];
/** Strings in ASCII, and others. */
const BOTH: [what: string, texts: string[]][] = [
  ['of any script', TEXTS],
  ['in ASCII', ['b', '', 'ba', 'x'.repeat(300)]],
];

it('lays strings out by their offsets', () => {
  const column = encodeStrings(TEXTS);
  expect([...column.offsets]).toEqual(OFFSETS);
  expect(Buffer.from(column.bytes).toString()).toBe(TEXTS.join(''));
  expect(stringCount(column)).toBe(7);
  expect(stringBytes(column)).toBe(319);
  expect(columnBytes(column)).toBe(319 + 4 * 8);
});

it('has one offset where there is no string', () => {
  for (const column of [NO_STRINGS, encodeStrings([])]) {
    expect(column).toEqual({ bytes: new Uint8Array(), offsets: Int32Array.of(0) });
    expect([stringCount(column), stringBytes(column), decodeStrings(column)]).toEqual([0, 0, []]);
  }
});

it.each([
  ['that threads share', allocateShared, SharedArrayBuffer],
  ['of this thread', allocateHere, ArrayBuffer],
])('lies in memory %s where it is told to', (_, allocate, type) => {
  const column = encodeStrings(TEXTS);
  const all = [encodeStrings(TEXTS, allocate), copyStrings(column, allocate)];
  for (const one of [...all, pickStrings(column, Int32Array.from(TEXTS.keys()), allocate)]) {
    expect([one.bytes.buffer, one.offsets.buffer]).toEqual([expect.any(type), expect.any(type)]);
    expect(decodeStrings(one)).toEqual(TEXTS);
    expect(decodeString(one, 2)).toBe('Ä日本😀');
  }
});

it.each(BOTH)('is decoded as a whole, one by one, and in part: %s', (_, texts) => {
  const column = encodeStrings(texts);
  expect(decodeStrings(column)).toEqual(texts);
  expect(texts.map((_text, i) => decodeString(column, i))).toEqual(texts);
  const part = sliceStrings(column, 1, 3);
  expect(part.bytes).toBe(column.bytes);
  expect([stringCount(part), stringBytes(part)]).toEqual([2, Buffer.byteLength(texts[1]! + texts[2]!)]);
  expect(decodeStrings(part)).toEqual(texts.slice(1, 3));
  const decode = stringDecoder(part);
  expect([decode(1), decode(0)]).toEqual([texts[2], texts[1]]);
});

it('is copied from its first string on', () => {
  const copy = copyStrings(sliceStrings(encodeStrings(TEXTS), 2, 4), allocateHere);
  expect([...copy.offsets]).toEqual([0, 12, 14]);
  expect(copy.bytes).toHaveLength(14);
  expect(decodeStrings(copy)).toEqual(['Ä日本😀', 'ba']);
});

it('gives strings in another order', () => {
  const column = sliceStrings(encodeStrings(TEXTS), 1, 6);
  const picked = pickStrings(column, Int32Array.of(4, 1, 0, 1));
  expect(picked.bytes).toHaveLength(300 + 12 + 12);
  expect(decodeStrings(picked)).toEqual(['x'.repeat(300), 'Ä日本😀', '', 'Ä日本😀']);
});

it(`compares strings by their bytes, seed ${String(SEED)}`, () => {
  const column = encodeStrings(TEXTS);
  const order = [...TEXTS.keys()].sort((left, right) => compareStrings(column, left, right));
  const inBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
  expect(order.map((i) => TEXTS[i])).toEqual(TEXTS.toSorted(inBytes));
  expect(compareStrings(column, 0, 6)).toBe(0);
  holds(
    fc.property(anyText(), anyText(), (left, right) => {
      const pair = encodeStrings([left, right]);
      expect(Math.sign(compareStrings(pair, 0, 1))).toBe(inBytes(left, right));
      expect(Math.sign(compareStrings(pair, 1, 0))).toBe(inBytes(right, left));
    }),
  );
});

describe('a column that grows', () => {
  const all = Buffer.from(`left out${TEXTS.join('')}`);
  const fill = (builder: StringColumnBuilder) =>
    TEXTS.map((_, i) => builder.append(all, 8 + OFFSETS[i]!, 8 + OFFSETS[i + 1]!));

  it.each([
    [0, 0],
    [1, 1],
    [319, 7],
    [1_000, 100],
  ])('keeps its strings from room for %i bytes and %i strings on', (bytes, strings) => {
    const builder = new StringColumnBuilder({ bytes, strings });
    expect(fill(builder)).toEqual([...TEXTS.keys()]);
    expect(builder.count).toBe(7);
    expect(decodeStrings(builder.finish())).toEqual(TEXTS);
  });

  it('takes no more memory where there is room', () => {
    const builder = new StringColumnBuilder({ bytes: 319, strings: 7 });
    const { bytes, offsets } = builder;
    fill(builder);
    expect(builder.bytes).toBe(bytes);
    expect(builder.offsets).toBe(offsets);
    builder.append(all, 0, 1);
    expect(builder.bytes).toHaveLength(640);
    expect(builder.offsets).toHaveLength(16);
  });
});
