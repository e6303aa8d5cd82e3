import { BadLogError } from '../../../logs/bad-log';
import { unzstd } from '../../../logs/compression/unzstd';
import { chunksOf, everySplit, latin1, piecesOf } from '../../support/logs/chunks';
import { BLOCK_MAX_BYTES, rawFrame, repeatedFrame, skippableFrame } from '../../support/logs/zstd-frames';

// Hundreds of objects a test, each with a decoder; on a busy machine that takes seconds.
jest.setTimeout(30_000);

/** What zstd 1.5.7 wrote, read from a pipe: it does not know the size, and adds a checksum. */
const FRAMES = {
  /** `SMALL_TEXT`. */
  small:
    'KLUv/QRYBQgA8k0kGKAlaQO/baeYebMtVYtikd29MwGA/rCCBwTP7lRrmog+3+xGo9bV1uk3yXDvZ1qndWLR7dWeR9vdmX3X68LVvKxC5+mN6u' +
    'pnffcUcxGvZ1Of0LpVtrWKlqeYIXh5ShlyaqecIZY+xYbcdQoa4p9yQ4oERQIzudApZAhxEIYyFIOjIDAAGKcMxcAgAorDIAYGQm+oQaA7FevfA' +
    'ZDjpDkQchI2Gg41cmCHFuFkzc2bJFlLYbbAn4zctDDbyc1gtbEXg5tcz3g2occdy9MFthxCH9qoFLBvmqQnjRVJFzXO9xPNBDbE88+VU7wuBqz' +
    'q++8K6bcLMTTlO7/eTwR/FQgFIsk=',
  /** `LARGE_TEXT`: five blocks, which repeat what is in earlier ones. */
  large:
    'KLUv/QRY7AEAFANhZHZlcnRpc2VyX2lkLHByb2R1Y3RfaWQsZGF0ZQpBLHAsMjAyNC0wMS0wMQpCLHEyAgDC/0FlAQJPKEwAAAhwAQD8/zkQAk' +
    'wAAAgyAQD8/zkQAkwAAAgyAQD8/zkQAk0AAAgtAQDaJzkQAtL1LbI=',
  /** No content. */
  empty: 'KLUv/SQAAQAAmenYUQ==',
  /** `A,p,2024-01-01` and a line end, with `--long=27`. */
  long27: 'KLUv/QSIeQAAQSxwLDIwMjQtMDEtMDEKRWkArw==',
  long28: 'KLUv/QSQeQAAQSxwLDIwMjQtMDEtMDEKRWkArw==',
  long31: 'KLUv/QSoeQAAQSxwLDIwMjQtMDEtMDEKRWkArw==',
  /** With a dictionary. */
  dictionary: 'KLUv/QdY548VTV0AAChBLHAxCgEAaFNDRWkArw==',
};
const HEADER = 'advertiser_id,product_id,date\n';
const SMALL_TEXT =
  HEADER +
  Array.from(
    { length: 60 },
    (_, i) => `A${String((i * 3) % 7)},p${String((i * i * 3) % 101)},2024-01-0${String(1 + (i % 9))}\n`,
  ).join('');
const LARGE_TEXT = HEADER + 'A,p,2024-01-01\nB,q,2024-01-02\n'.repeat(20_000);

function bytesOf(name: keyof typeof FRAMES): Buffer {
  return Buffer.from(FRAMES[name], 'base64');
}

async function unpack(pieces: readonly Uint8Array[]): Promise<string> {
  const sizeBytes = Buffer.concat(pieces).byteLength;
  const unpacked: Uint8Array[] = [];
  const object = { key: 'input/log.csv.zst', etag: '"1"', sizeBytes };
  for await (const chunk of unzstd(chunksOf(pieces), object)) unpacked.push(chunk);
  return Buffer.concat(unpacked).toString('latin1');
}

/** The fault for which an object is refused. */
async function faultOf(...pieces: Uint8Array[]): Promise<string> {
  const error: unknown = await unpack(pieces).catch((caught: unknown) => caught);
  if (!(error instanceof BadLogError)) throw new Error('not refused', { cause: error });
  expect(error.key).toBe('input/log.csv.zst');
  return error.fault;
}

describe('what zstd has packed is unpacked', () => {
  it('from pieces that are cut anywhere', async () => {
    for (const pieces of everySplit(bytesOf('small'))) expect(await unpack(pieces)).toBe(SMALL_TEXT);
    expect(await unpack(piecesOf(bytesOf('large'), 1))).toBe(LARGE_TEXT);
  });

  it('of several frames, with empty ones', async () => {
    const frames = [bytesOf('small'), bytesOf('empty'), rawFrame(latin1('a\n')), rawFrame(Buffer.alloc(0))];
    const bytes = Buffer.concat([...frames, bytesOf('large')]);
    const expected = `${SMALL_TEXT}a\n${LARGE_TEXT}`;
    for (const size of [1, 7, 100, bytes.byteLength])
      expect(await unpack(piecesOf(bytes, size))).toBe(expected);
  });

  it.each([
    ['in front', [skippableFrame(latin1('skipped'), 15), bytesOf('small'), bytesOf('large')]],
    ['in the middle', [bytesOf('small'), skippableFrame(Buffer.alloc(300_000), 1), bytesOf('large')]],
    ['at the end', [bytesOf('small'), bytesOf('large'), skippableFrame(Buffer.alloc(0))]],
  ])('without a skippable frame %s', async (_, frames) => {
    const bytes = Buffer.concat(frames);
    for (const size of [101, bytes.byteLength])
      expect(await unpack(piecesOf(bytes, size))).toBe(SMALL_TEXT + LARGE_TEXT);
  });

  it('to nothing where there is no content', async () => {
    expect(await unpack([bytesOf('empty')])).toBe('');
    expect(await unpack([skippableFrame(latin1('no content'))])).toBe('');
  });

  it('in pieces of one block at most, that stay as they are', async () => {
    const bytes = Buffer.concat([repeatedFrame(0x61, 40), repeatedFrame(0x62, 40)]);
    const unpacked: Uint8Array[] = [];
    const object = { key: 'input/log.csv.zst', etag: '"1"', sizeBytes: bytes.byteLength };
    for await (const chunk of unzstd(chunksOf([bytes]), object)) unpacked.push(chunk);
    expect(unpacked.map(({ byteLength }) => byteLength)).toEqual(
      Array.from({ length: 80 }, () => BLOCK_MAX_BYTES),
    );
    expect(unpacked.map((chunk) => new Set(chunk))).toEqual(
      Array.from({ length: 80 }, (_, i) => new Set([i < 40 ? 0x61 : 0x62])),
    );
  });

  it('side by side, each with memory for itself', async () => {
    const names = ['small', 'large', 'small', 'large'] as const;
    const texts = await Promise.all(names.map((name) => unpack(piecesOf(bytesOf(name), 3))));
    expect(texts).toEqual([SMALL_TEXT, LARGE_TEXT, SMALL_TEXT, LARGE_TEXT]);
  });

  it('with a window of 128 MiB', async () => {
    expect(await unpack([bytesOf('long27')])).toBe('A,p,2024-01-01\n');
  });
});

describe('an object is refused', () => {
  it('where it is cut, wherever that is', async () => {
    const frames = [bytesOf('small'), skippableFrame(latin1('skipped')), bytesOf('large')];
    const bytes = Buffer.concat(frames);
    const ends = frames.map((_, i) => Buffer.concat(frames.slice(0, i + 1)).byteLength);
    for (let end = 1; end < bytes.byteLength; end++) {
      if (ends.includes(end)) continue;
      expect(await faultOf(bytes.subarray(0, end))).toBe('its zstd data is cut short; upload it again');
    }
  });

  it.each([
    ['a line end', latin1('\n')],
    ['text', latin1('A,p,2024-01-01\n')],
    ['zeros', Buffer.alloc(1_000)],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0])],
  ])('where %s follows', async (_, rest) => {
    const fault = `${String(rest.byteLength)} bytes follow its zstd data; upload it again`;
    for (const frames of [[bytesOf('small')], [bytesOf('small'), bytesOf('large'), bytesOf('empty')]]) {
      expect(await faultOf(...frames, rest)).toBe(fault);
      expect(await faultOf(Buffer.concat([...frames, rest]))).toBe(fault);
      expect(await faultOf(...piecesOf(Buffer.concat([...frames, rest]), 1))).toBe(fault);
    }
  });

  // A few bits make no difference: unused ones, and some of the size of a window.
  it('where a bit has changed, or its content is the same', async () => {
    for (const [name, text] of [
      ['small', SMALL_TEXT],
      ['large', LARGE_TEXT],
    ] as const) {
      let refused = 0;
      for (let at = 0; at < bytesOf(name).byteLength; at++) {
        const bytes = bytesOf(name);
        bytes[at]! ^= 0x10;
        const outcome = await unpack([bytes]).catch((error: unknown) => error);
        if (outcome instanceof BadLogError) refused++;
        else expect([at, outcome]).toEqual([at, text]);
      }
      expect(refused).toBeGreaterThan(0.95 * bytesOf(name).byteLength);
    }
  });

  it.each([1, 4])('where byte %i from the end, of the checksum, has changed', async (fromEnd) => {
    const bytes = bytesOf('large');
    bytes[bytes.byteLength - fromEnd]! ^= 1;
    const fault = 'its zstd data is broken (its checksum differs); upload it again';
    expect(await faultOf(bytes)).toBe(fault);
    expect(await faultOf(Buffer.concat([bytes, bytesOf('small')]))).toBe(fault);
    expect(await faultOf(Buffer.concat([bytesOf('small'), bytes]))).toBe(fault);
  });

  it('where its blocks are broken', async () => {
    const bytes = bytesOf('small');
    bytes[40]! ^= 0xff;
    expect(await faultOf(bytes)).toMatch(/^its zstd data is broken \(.+\); upload it again$/);
  });

  it.each(['long28', 'long31'] as const)('where it needs a larger window: %s', async (name) => {
    const fault = 'its zstd data needs a window of more than 128 MiB; compress it with --long=27 at most';
    expect(await faultOf(bytesOf(name))).toBe(fault);
    expect(await faultOf(bytesOf('small'), bytesOf(name))).toBe(fault);
  });

  it('where it needs a dictionary', async () => {
    expect(await faultOf(bytesOf('dictionary'))).toBe(
      'its zstd data needs a dictionary; compress it without one',
    );
  });

  it.each([
    ['text', latin1(SMALL_TEXT)],
    ['one byte', latin1('a')],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
  ])('where it is %s', async (_, bytes) => {
    expect(await faultOf(bytes)).toBe(
      'is not zstd, as its name says; upload it again, or take .zst off its name',
    );
  });
});
