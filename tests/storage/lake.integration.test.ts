import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { ListMultipartUploadsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { compareUtf8 } from '../../domain/utf8-order';
import {
  LakeObjectChangedError,
  LakeObjectExistsError,
  LakeObjectMissingError,
  LakeRefusedError,
  LakeUnreachableError,
} from '../../storage/lake';
import type { Lake, LakeObject, ListedObject } from '../../storage/lake';
import { openLake } from '../../storage/open-lake';
import { testEndpoints } from '../support/servers/endpoints';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { createFolderLake, createS3Lake, putObjects } from '../support/lake/test-lake';
import type { TestLake } from '../support/lake/test-lake';

/** More than two parts of a multipart upload, and no multiple of one. */
const LARGE_BYTES = 21 * 1024 * 1024 + 7;
const PIECE_BYTES = 64 * 1024;
/** No reader of a log may be handed more than this at once. */
const MAX_PIECE_BYTES = 2 * 1024 * 1024;

const BACKENDS = [
  { backend: 'a folder', create: () => Promise.resolve(createFolderLake()) },
  { backend: 'S3', create: createS3Lake },
];

let testLake: TestLake;
let lake: Lake;

describe.each(BACKENDS)('a lake in $backend', ({ create }) => {
  beforeEach(async () => {
    testLake = await create();
    lake = testLake.lake;
  });

  afterEach(() => {
    testLake.remove();
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['every byte', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))],
  ])('gives back an object of %s', async (_, bytes) => {
    const written = await lake.write('input/a.bin', bytes);
    expect(written).toEqual({ key: 'input/a.bin', sizeBytes: bytes.length, etag: written.etag });
    expect(await lake.head('input/a.bin')).toEqual(written);
    expect(await buffer(await lake.read('input/a.bin'))).toEqual(bytes);
  });

  it('carries a stream of 21 MB whole, in bounded pieces', async () => {
    const bytes = randomBytes(LARGE_BYTES);
    const written = await lake.write('large.bin', pieces(bytes));
    expect(written.sizeBytes).toBe(LARGE_BYTES);
    expect(await lake.head('large.bin')).toEqual(written);

    const hash = createHash('sha256');
    let longest = 0;
    for await (const piece of (await lake.read('large.bin')) as AsyncIterable<Buffer>) {
      longest = Math.max(longest, piece.length);
      hash.update(piece);
    }
    expect(hash.digest('hex')).toBe(sha256(bytes));
    expect(longest).toBeLessThanOrEqual(MAX_PIECE_BYTES);
  });

  it('writes a stream without a piece as an empty object', async () => {
    expect((await lake.write('empty.csv', pieces(Buffer.alloc(0)))).sizeBytes).toBe(0);
    expect(await text(await lake.read('empty.csv'))).toBe('');
  });

  it('gives an object another ETag whenever its bytes change, also at the same length', async () => {
    const etags: string[] = [];
    for (let version = 100; version < 130; version++) {
      etags.push((await lake.write('a.csv', Buffer.from(String(version)))).etag);
      expect((await lake.head('a.csv'))?.etag).toBe(etags.at(-1));
    }
    expect(new Set(etags).size).toBe(etags.length);
    expect(etags.filter((etag) => etag === '' || etag.includes('"'))).toEqual([]);
  });

  // Fails without the continuation token: S3 answers at most 1,000 keys a page.
  it('lists more than a thousand objects, in byte order, as head describes them', async () => {
    const keys = Array.from({ length: 1_005 }, (_, i) => `many/${String(i * 7)}.csv`);
    await inParallel(keys, (key) => lake.write(key, Buffer.from(key)));
    const listed = await list('many/');
    expect(listed.map(({ key }) => key)).toEqual([...keys].sort(compareUtf8));
    expect(listed[0]).toEqual(await lake.head(listed[0]!.key));
  });

  // `-` and `.` sort before `/`; U+FFFD after an emoji in UTF-16, before it in UTF-8.
  it('orders keys by their bytes, not by folders or UTF-16', async () => {
    const keys = ['o/a b', 'o/a-b', 'o/a.b', 'o/a/b', 'o/a0', 'o/A', 'o/aé', 'o/z\ufffd', 'o/z😀'];
    await putObjects(lake, Object.fromEntries(keys.map((key) => [key, key])));
    expect((await list('o/')).map(({ key }) => key)).toEqual([...keys].sort(compareUtf8));
  });

  it('lists what begins with the prefix, at any depth, and nothing else', async () => {
    const keys = ['input/ads.csv', 'input/ads/2024/11/a.csv', 'input/ads/b.csv', 'input/ads_views.csv'];
    await putObjects(
      lake,
      Object.fromEntries([...keys, 'input/other.csv', 'inputs', 'x/input/ads'].map((k) => [k, k])),
    );
    expect((await list('input/ads')).map(({ key }) => key)).toEqual(keys);
    expect((await list('input/ads/')).map(({ key }) => key)).toEqual(keys.slice(1, 3));
    expect(await list('input/ads/c')).toEqual([]);
    expect(await list('nothing/here')).toEqual([]);
    expect(await list('')).toHaveLength(7);
  });

  // Fails when If-Match is not sent, or not compared.
  it('reads the object that the ETag names, and refuses the one that replaced it', async () => {
    const first = await lake.write('a.csv', Buffer.from('first'));
    expect(await text(await lake.read('a.csv', { ifMatch: first.etag }))).toBe('first');
    const second = await lake.write('a.csv', Buffer.from('other'));
    await expect(readWhole('a.csv', { ifMatch: first.etag })).rejects.toThrow(LakeObjectChangedError);
    expect(await text(await lake.read('a.csv', { ifMatch: second.etag }))).toBe('other');
  });

  it('reads one object or fails, never a mixture, when it is replaced in mid-read', async () => {
    const [old, fresh] = [randomBytes(LARGE_BYTES), randomBytes(LARGE_BYTES)];
    await lake.write('a.bin', pieces(old));
    const source = await lake.read('a.bin');
    const read: Buffer[] = [];
    const outcome = await (async () => {
      for await (const piece of source as AsyncIterable<Buffer>) {
        if (read.length === 0) await lake.write('a.bin', pieces(fresh));
        read.push(piece);
      }
      return sha256(Buffer.concat(read));
    })().catch((error: unknown) => (error as Error).name);
    expect([sha256(old), 'LakeObjectChangedError']).toContain(outcome);
    expect(sha256(await buffer(await lake.read('a.bin')))).toBe(sha256(fresh));
  });

  describe('a range of an object', () => {
    const bytes = randomBytes(3 * 1024 * 1024 + 5);
    let object: LakeObject;

    beforeEach(async () => {
      object = await lake.write('a.bin', bytes);
    });

    it.each([
      ['the first byte', 0, 1],
      ['the last byte', bytes.length - 1, bytes.length],
      ['some in the middle', 1_000, 1_007],
      ['more than are read at once', 5, 2 * 1024 * 1024 + 9],
      ['all', 0, bytes.length],
    ])('is just its bytes: %s', async (_, start, end) => {
      const options = { ifMatch: object.etag, range: { start, end } };
      const expected = sha256(bytes.subarray(start, end));
      expect(sha256(await readWhole('a.bin', options))).toBe(expected);
      for (const spaceBytes of [64 * 1024, 1 << 20, 8 << 20])
        expect(sha256(await readPieces('a.bin', spaceBytes, options))).toBe(expected);
    });

    it('and those beside it make the object', async () => {
      const read: Buffer[] = [];
      for (let start = 0; start < bytes.length; start += 1_000_000) {
        const range = { start, end: Math.min(bytes.length, start + 1_000_000) };
        read.push(await readPieces('a.bin', 1 << 20, { ifMatch: object.etag, range }));
      }
      expect(sha256(Buffer.concat(read))).toBe(sha256(bytes));
    });

    // Fails when If-Match is not sent with a range: the two would be of different objects.
    it('is refused when another object took its place after the range before', async () => {
      const range = (start: number) => ({ ifMatch: object.etag, range: { start, end: start + 1_000 } });
      await readWhole('a.bin', range(0));
      await readPieces('a.bin', 1_000, range(0));
      await lake.write('a.bin', randomBytes(bytes.length));
      await expect(readWhole('a.bin', range(1_000))).rejects.toThrow(LakeObjectChangedError);
      await expect(readPieces('a.bin', 1_000, range(1_000))).rejects.toThrow(LakeObjectChangedError);
    });

    it('of an object that is missing is missing', async () => {
      const range = { start: 1, end: 2 };
      await expect(readWhole('none.bin', { range })).rejects.toThrow(LakeObjectMissingError);
      await expect(readPieces('none.bin', 10, { range })).rejects.toThrow(LakeObjectMissingError);
    });
  });

  describe('in pieces', () => {
    it('an object is what it is as a stream', async () => {
      const bytes = randomBytes(LARGE_BYTES);
      await lake.write('a.bin', pieces(bytes));
      expect(sha256(await readPieces('a.bin', 1 << 20))).toBe(sha256(bytes));
    });

    it('an object of no bytes has none', async () => {
      await lake.write('empty.csv', Buffer.alloc(0));
      expect(await readPieces('empty.csv', 10)).toHaveLength(0);
    });

    it('an object that was replaced is refused', async () => {
      const { etag } = await lake.write('a.csv', Buffer.from('first'));
      await lake.write('a.csv', Buffer.from('other'));
      await expect(readPieces('a.csv', 10, { ifMatch: etag })).rejects.toThrow(LakeObjectChangedError);
    });

    it('reading ends when a signal aborts', async () => {
      await lake.write('a.bin', pieces(randomBytes(LARGE_BYTES)));
      const stop = new AbortController();
      let readBytes = 0;
      const reading = (async () => {
        const space = Buffer.alloc(64 * 1024);
        for await (const piece of lake.readPieces('a.bin', () => space, { signal: stop.signal })) {
          readBytes += piece.length;
          stop.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
      expect(readBytes).toBeLessThan(LARGE_BYTES);
    });

    it('reading that is given up closes what it holds', async () => {
      await lake.write('a.bin', pieces(randomBytes(LARGE_BYTES)));
      const before = openFiles();
      for (let i = 0; i < 20; i++) {
        const space = Buffer.alloc(64 * 1024);
        for await (const piece of lake.readPieces('a.bin', () => space)) {
          expect(piece.length).toBeGreaterThan(0);
          break;
        }
      }
      await eventually(() => {
        expect(openFiles()).toBeLessThanOrEqual(before + 2);
      });
    });
  });

  it('says which object is missing', async () => {
    await putObjects(lake, { 'input/ads/a.csv': 'a' });
    for (const key of ['input/none.csv', 'input/ads', 'input/ads/a.csv/b']) {
      expect(await lake.head(key)).toBeUndefined();
      const failure = await failureOf(readWhole(key));
      expect(failure).toBeInstanceOf(LakeObjectMissingError);
      expect(failure.message).toContain(key);
    }
  });

  describe('with onlyIfAbsent', () => {
    // Fails when If-None-Match is not sent, or a rename replaces the hard link.
    it.each([
      ['buffer', () => Buffer.from('new')],
      ['short stream', () => pieces(Buffer.from('new'))],
      ['stream of several parts', () => pieces(Buffer.alloc(LARGE_BYTES))],
    ])('refuses a %s where an object is, and leaves that one', async (_, body) => {
      await lake.write('a.csv', Buffer.from('old'));
      await expect(lake.write('a.csv', body(), { onlyIfAbsent: true })).rejects.toThrow(
        LakeObjectExistsError,
      );
      expect(await text(await lake.read('a.csv'))).toBe('old');
      await expectNothingUnfinished(['a.csv']);
    });

    it.each([
      ['buffers', 8, (i: number) => Buffer.from(`writer ${String(i)}`)],
      ['streams of several parts', 3, (i: number) => pieces(Buffer.alloc(9 * 1024 * 1024, i))],
    ] as [string, number, (i: number) => Buffer | AsyncGenerator<Buffer>][])(
      'lets exactly one of several concurrent writers of %s win',
      async (_, writers, body) => {
        const outcomes = await Promise.allSettled(
          Array.from({ length: writers }, (_unused, i) =>
            lake.write('a.csv', body(i), { onlyIfAbsent: true }),
          ),
        );
        const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
        const lost = outcomes.flatMap((outcome) =>
          outcome.status === 'rejected' ? [(outcome.reason as Error).name] : [],
        );
        expect(lost).toEqual(Array.from({ length: writers - 1 }, () => 'LakeObjectExistsError'));
        const expected = body(winner);
        expect(sha256(await buffer(await lake.read('a.csv')))).toBe(
          sha256(Buffer.isBuffer(expected) ? expected : await collect(expected)),
        );
      },
    );
  });

  describe('when the source of a stream fails', () => {
    // Fails when a write goes straight to its key, or an upload's parts are not taken back.
    it.each([
      ['at once', 0],
      ['after some bytes', PIECE_BYTES],
      ['after two parts', 20 * 1024 * 1024],
    ])('%s, leaves no object and nothing half-written', async (_, afterBytes) => {
      const failure = new Error('the source broke');
      await expect(lake.write('a.csv', failing(afterBytes, failure))).rejects.toBe(failure);
      expect(await lake.head('a.csv')).toBeUndefined();
      expect(await list('')).toEqual([]);
      await expectNothingUnfinished([]);
    });

    it('leaves the object that was there', async () => {
      await lake.write('a.csv', Buffer.from('old'));
      await expect(lake.write('a.csv', failing(PIECE_BYTES, new Error('broke')))).rejects.toThrow('broke');
      expect(await text(await lake.read('a.csv'))).toBe('old');
    });
  });

  describe('when a signal aborts', () => {
    it('does not begin to read or to write', async () => {
      await lake.write('a.csv', Buffer.from('old'));
      const signal = AbortSignal.abort();
      await expect(readWhole('a.csv', { signal })).rejects.toMatchObject({ name: 'AbortError' });
      for (const body of [Buffer.from('new'), pieces(Buffer.from('new')), pieces(Buffer.alloc(LARGE_BYTES))])
        await expect(lake.write('a.csv', body, { signal })).rejects.toMatchObject({ name: 'AbortError' });
      expect(await text(await lake.read('a.csv'))).toBe('old');
    });

    it('ends a read in the middle', async () => {
      await lake.write('a.bin', pieces(randomBytes(LARGE_BYTES)));
      const stop = new AbortController();
      const source = await lake.read('a.bin', { signal: stop.signal });
      let readBytes = 0;
      const reading = (async () => {
        for await (const piece of source as AsyncIterable<Buffer>) {
          readBytes += piece.length;
          stop.abort();
        }
      })();
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
      expect(readBytes).toBeLessThan(LARGE_BYTES);
    });

    it('ends a write in the middle, lets go of its source and takes back what it wrote', async () => {
      const stop = new AbortController();
      let released = false;
      const endless = async function* () {
        try {
          for (let sentBytes = 0; ; sentBytes += PIECE_BYTES) {
            if (sentBytes === 12 * 1024 * 1024) stop.abort();
            yield Buffer.alloc(PIECE_BYTES);
            await new Promise(setImmediate);
          }
        } finally {
          released = true;
        }
      };
      await expect(lake.write('a.bin', endless(), { signal: stop.signal })).rejects.toMatchObject({
        name: 'AbortError',
      });
      await eventually(() => {
        expect(released).toBe(true);
      });
      expect(await lake.head('a.bin')).toBeUndefined();
      await expectNothingUnfinished([]);
    });
  });

  it('closes what it holds when a read is given up before its first byte', async () => {
    await lake.write('a.bin', pieces(randomBytes(LARGE_BYTES)));
    const before = openFiles();
    for (let i = 0; i < 20; i++) (await lake.read('a.bin')).destroy();
    await eventually(() => {
      expect(openFiles()).toBeLessThanOrEqual(before + 2);
    });
  });

  // Fails without the rule: a folder follows `..` and takes `a//b` for `a/b`, and so does a server that keeps files.
  it.each([
    ['that leads out', '../outside.csv', /lies outside the lake/],
    ['that leads out in the end', 'a/../../outside.csv', /lies outside the lake/],
    ['that leads back', 'a/../b.csv', /lies outside the lake/],
    ['of the folder above', '..', /lies outside the lake/],
    ['with a dot', './a.csv', /lies outside the lake/],
    ['of two lines', 'a\nb.csv', /control character/],
    ['with a NUL', 'a\0b.csv', /control character/],
    ['without a letter', '', /is empty/],
    ['of a folder', 'a/', /ends in `\/`/],
    ['of 1,201 bytes', `${'ab/'.repeat(400)}c`, /has 120[17] bytes/],
  ])('neither reads nor writes a key %s', async (_, key, fault) => {
    await putObjects(lake, { 'a/b.csv': 'ab' });
    const attempts = [
      () => lake.head(key),
      () => lake.read(key),
      () => collectPieces(lake, key, {}),
      () => lake.write(key, Buffer.from('x')),
      () => lake.write(key, pieces(Buffer.from('x')), { onlyIfAbsent: true }),
    ];
    for (const attempt of attempts) {
      const failure = await failureOf(attempt());
      expect(failure).toBeInstanceOf(LakeRefusedError);
      expect(failure.message).toMatch(fault);
    }
    expect((await list('')).map((one) => one.key)).toEqual(['a/b.csv']);
  });

  // Fails without the rule: both a folder and versitygw keep `a/b.csv` for `a//b.csv`.
  it.each([
    ['with `//`', 'a//b.csv'],
    ['that begins with `/`', '/a/b.csv'],
    ['with a part of 256 bytes', `a/${'x'.repeat(256)}`],
    ['of an unfinished write', 'a/b.adtech-part'],
  ])('writes nothing under a key %s, and nothing under another one', async (_, key) => {
    for (const options of [{}, { onlyIfAbsent: true }]) {
      const failure = await failureOf(lake.write(key, Buffer.from('x'), options));
      expect(failure).toBeInstanceOf(LakeRefusedError);
      expect(failure.message).toContain(`${key}: `);
    }
    expect(await list('')).toEqual([]);
  });

  it('keeps a key whose parts are as long as they may be', async () => {
    const key = `a/${'x'.repeat(255)}`;
    const written = await lake.write(key, pieces(Buffer.from('long')));
    expect(await list('a/')).toEqual([written]);
    expect(await text(await lake.read(key))).toBe('long');
    await expect(lake.write(key, Buffer.from('x'), { onlyIfAbsent: true })).rejects.toThrow(
      LakeObjectExistsError,
    );
  });

  // Fails with a bare ENOTDIR or EISDIR, and with `exists already` where there is only a folder.
  it('refuses a key below an object, and one that others lie below', async () => {
    await putObjects(lake, { 'a/b.csv': 'ab' });
    for (const key of ['a/b.csv/c.csv', 'a/b.csv/c/d.csv', 'a']) {
      for (const options of [{}, { onlyIfAbsent: true }]) {
        const failure = await failureOf(lake.write(key, Buffer.from('x'), options));
        expect(failure).toBeInstanceOf(LakeRefusedError);
        expect(failure.message).toMatch(new RegExp(`^${key}: .*use another key$`));
      }
    }
    expect((await list('')).map((one) => one.key)).toEqual(['a/b.csv']);
    expect(await text(await lake.read('a/b.csv'))).toBe('ab');
    await expectNothingUnfinished(['a']);
  });

  it('takes keys with spaces, marks and letters of any script', async () => {
    const keys = [
      'a b/c d.csv',
      'ümlaut/日本語.csv',
      'e\u0301.csv',
      'é.csv',
      '😀/+&=?#%41;:@!$,~*().csv',
      "it's",
    ];
    await putObjects(lake, Object.fromEntries(keys.map((key) => [key, key])));
    for (const key of keys) expect(await text(await lake.read(key))).toBe(key);
    expect((await list('')).map(({ key }) => key)).toEqual([...keys].sort(compareUtf8));
  });
});

describe('a lake in a folder', () => {
  beforeEach(() => {
    testLake = createFolderLake();
    lake = testLake.lake;
  });

  afterEach(() => {
    testLake.remove();
  });

  // Fails without the comparison at the end of the file.
  it('fails a read whose file is written to in place', async () => {
    await lake.write('a.bin', pieces(Buffer.alloc(LARGE_BYTES)));
    const source = await lake.read('a.bin');
    let touched = false;
    const reading = (async () => {
      for await (const piece of source as AsyncIterable<Buffer>) {
        if (!touched) appendFileSync(path.join(fileURLToPath(lake.url), 'a.bin'), piece);
        touched = true;
      }
    })();
    await expect(reading).rejects.toThrow(LakeObjectChangedError);
  });

  it('puts pieces where they are wanted, and nothing beside', async () => {
    const bytes = randomBytes(100);
    await lake.write('a.bin', bytes);
    const space = Buffer.alloc(200);
    const read: Buffer[] = [];
    let offset = 7;
    for await (const piece of lake.readPieces('a.bin', () => space.subarray(offset, offset + 30))) {
      expect(piece.buffer).toBe(space.buffer);
      read.push(Buffer.from(piece));
      offset += piece.length;
    }
    expect(Buffer.concat(read)).toEqual(bytes);
    expect(space.subarray(7, 107)).toEqual(bytes);
    expect([...space.subarray(0, 7), ...space.subarray(107)].every((byte) => byte === 0)).toBe(true);
  });

  // Fails when the file is compared with what it was only behind its last piece: its reader may want no more.
  it('fails pieces of a file that is written to in place, before the last of them is given', async () => {
    await lake.write('a.bin', Buffer.alloc(100));
    const space = Buffer.alloc(50);
    let given = 0;
    const reading = (async () => {
      for await (const piece of lake.readPieces('a.bin', () => space)) {
        appendFileSync(path.join(fileURLToPath(lake.url), 'a.bin'), piece);
        given++;
      }
    })();
    await expect(reading).rejects.toThrow(LakeObjectChangedError);
    expect(given).toBe(1);
  });

  // Fails when the name of a file is taken for a key, or a link for nothing.
  it('lists what it cannot read, with the reason', async () => {
    const root = fileURLToPath(lake.url);
    await putObjects(lake, { 'in/a.csv': 'a' });
    mkdirSync(path.join(root, 'elsewhere'));
    writeFileSync(path.join(root, 'in', 'b\n.csv'), 'b');
    symlinkSync(path.join(root, 'elsewhere'), path.join(root, 'in', 'c'));
    symlinkSync(path.join(root, 'nowhere'), path.join(root, 'in', 'd.csv'));
    symlinkSync(path.join(root, 'in', 'a.csv'), path.join(root, 'in', 'e.csv'));
    symlinkSync('f.csv', path.join(root, 'in', 'f.csv'));
    writeFileSync(Buffer.concat([Buffer.from(path.join(root, 'in', 'g')), Buffer.from([0xe9])]), 'g');
    const listed = await list('in/');
    expect(listed.map(({ key, fault }) => [key, fault])).toEqual([
      ['in/a.csv', undefined],
      ['in/b\n.csv', 'has a control character'],
      ['in/c', 'is a link to a folder, and those are not followed'],
      ['in/d.csv', 'is a link to a file that is not there'],
      ['in/e.csv', undefined],
      ['in/f.csv', 'is a link that leads back to itself'],
      ['in/g\ufffd', 'has a name that is no UTF-8'],
    ]);
    expect(await text(await lake.read('in/e.csv'))).toBe('a');
  });

  // Fails when one folder that cannot be opened by its name makes the whole lake look empty.
  it('lists all else beside a folder whose name is no UTF-8', async () => {
    await putObjects(lake, { 'in/a.csv': 'a', 'in/z/b.csv': 'b' });
    const odd = Buffer.concat([
      Buffer.from(path.join(fileURLToPath(lake.url), 'in', 'f')),
      Buffer.from([0xe9]),
    ]);
    mkdirSync(odd);
    writeFileSync(Buffer.concat([odd, Buffer.from('/x.csv')]), 'x');
    expect((await list('in/')).map(({ key, fault }) => [key, fault])).toEqual([
      ['in/a.csv', undefined],
      ['in/f\ufffd', 'has a name that is no UTF-8'],
      ['in/z/b.csv', undefined],
    ]);
  });

  // Fails when a folder that is removed while it is listed makes the whole lake look empty: writers do that all the time.
  it('lists all else while folders beside it come and go', async () => {
    await putObjects(lake, { 'in/a.csv': 'a', 'in/z.csv': 'z' });
    const staging = path.join(fileURLToPath(lake.url), 'in', '_temporary');
    const over = new AbortController();
    const churn = (async () => {
      while (!over.signal.aborted) {
        await mkdir(path.join(staging, '0', '1'), { recursive: true });
        await rm(staging, { recursive: true, force: true });
      }
    })();
    try {
      for (let i = 0; i < 300; i++) {
        expect((await list('in/')).map(({ key }) => key)).toEqual(['in/a.csv', 'in/z.csv']);
      }
    } finally {
      over.abort();
      await churn;
    }
  });

  it('is empty before its folder is made, and makes it when written to', async () => {
    const nested = await openLake(`${lake.url}/not/there/yet`);
    expect(await collectObjects(nested.list(''))).toEqual([]);
    expect(await nested.head('a.csv')).toBeUndefined();
    await nested.write('a/b.csv', Buffer.from('b'));
    expect(await text(await nested.read('a/b.csv'))).toBe('b');
  });
});

describe('a lake in S3', () => {
  let proxy: TcpProxy | undefined;
  let environment: NodeJS.ProcessEnv;

  beforeEach(async () => {
    environment = { ...process.env };
    testLake = await createS3Lake();
    lake = testLake.lake;
  });

  afterEach(async () => {
    process.env = environment;
    testLake.remove();
    await proxy?.stop();
    proxy = undefined;
  });

  it('keeps to its prefix', async () => {
    const bucket = lake.url.slice(0, lake.url.lastIndexOf('/'));
    const beside = await openLake(`${bucket}/testsbeside`, { s3Endpoint: testEndpoints().s3Endpoint });
    await beside.write('a.csv', Buffer.from('beside'));
    expect(await list('')).toEqual([]);
    await lake.write('a.csv', Buffer.from('inside'));
    expect(await text(await beside.read('a.csv'))).toBe('beside');
    beside.close();
  });

  // Fails when an abort does not end the body as well: the upload would wait for its source, and keep its parts.
  it('removes the parts of an aborted upload whose source stalls', async () => {
    const stop = new AbortController();
    const stalled = async function* () {
      yield* pieces(Buffer.alloc(20 * 1024 * 1024));
      setTimeout(() => {
        stop.abort();
      }, 200);
      await new Promise<void>(() => undefined);
    };
    await expect(lake.write('a.bin', stalled(), { signal: stop.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await lake.head('a.bin')).toBeUndefined();
    await expectNothingUnfinished([]);
  });

  it('lists the marker of a folder as what cannot be read', async () => {
    await putObjects(lake, { 'input/a.csv': 'a' });
    const [bucket] = lake.url.slice('s3://'.length).split('/');
    const client = new S3Client({
      endpoint: testEndpoints().s3Endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
    });
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: 'tests/input/dir/', Body: Buffer.alloc(0) }),
    );
    client.destroy();
    const listed = await list('input/');
    expect(listed.map(({ key, sizeBytes, fault }) => [key, sizeBytes, fault])).toEqual([
      ['input/a.csv', 1, undefined],
      ['input/dir/', 0, 'ends in `/`, as the marker of a folder does'],
    ]);
  });

  describe('that refuses', () => {
    const secret = 'canary-secret-access-key';

    it.each([
      ['the secret', { AWS_SECRET_ACCESS_KEY: secret }, 'refused with SignatureDoesNotMatch.*check that'],
      [
        'an unknown key',
        { AWS_ACCESS_KEY_ID: 'canaryaccesskey', AWS_SECRET_ACCESS_KEY: secret },
        'refused with (InvalidAccessKeyId|XAdminUserNotFound).*check that',
      ],
      [
        'a caller without keys',
        {
          AWS_ACCESS_KEY_ID: undefined,
          AWS_SECRET_ACCESS_KEY: undefined,
          AWS_PROFILE: undefined,
          AWS_EC2_METADATA_DISABLED: 'true',
          AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
          AWS_CONFIG_FILE: '/nowhere',
        },
        'no AWS credentials found; give the process a role',
      ],
    ])('%s, says what to do and tells no secret', async (_, variables, message) => {
      for (const [name, value] of Object.entries(variables)) {
        if (value === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = value;
      }
      const refused = await openLake(lake.url, { s3Endpoint: testEndpoints().s3Endpoint });
      await expectRefusals(refused, new RegExp(message));
    });

    it('a bucket that does not exist, by its name', async () => {
      const missing = await openLake('s3://no-such-bucket/x', { s3Endpoint: testEndpoints().s3Endpoint });
      await expectRefusals(
        missing,
        /^s3:\/\/no-such-bucket\/x: refused with NoSuchBucket \(.*\); check that the bucket/,
      );
    });

    it('before any request, when no region is configured', async () => {
      for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) {
        Reflect.deleteProperty(process.env, name);
      }
      process.env['AWS_CONFIG_FILE'] = '/nowhere';
      await expectRefusals(await openLake('s3://bucket/x'), /no AWS region is configured; set AWS_REGION/);
    });

    async function expectRefusals(refused: Lake, message: RegExp): Promise<void> {
      const attempts = {
        list: () => collectObjects(refused.list('')),
        read: () => refused.read('a.csv'),
        write: () => refused.write('a.csv', Buffer.from('a')),
        upload: () => refused.write('a.csv', pieces(Buffer.alloc(LARGE_BYTES))),
      };
      for (const attempt of Object.values(attempts)) {
        const failure = await failureOf(attempt());
        expect(failure).toBeInstanceOf(LakeRefusedError);
        expect(failure.message).toMatch(message);
        const { s3AccessKeyId, s3SecretAccessKey } = testEndpoints();
        for (const hidden of [secret, 'canaryaccesskey', s3AccessKeyId, s3SecretAccessKey])
          expect(failure.message + String(failure.stack)).not.toContain(hidden);
      }
      refused.close();
    }
  });

  describe('behind a broken network', () => {
    async function proxied(): Promise<{ lake: Lake; proxy: TcpProxy }> {
      const { s3Endpoint } = testEndpoints();
      proxy = await startTcpProxy(targetOf(s3Endpoint));
      return { lake: await openLake(lake.url, { s3Endpoint: throughProxy(s3Endpoint, proxy) }), proxy };
    }

    // Fails when the body is handed on without counting it against Content-Length.
    it('fails a body cut at 60 %, and names how much came', async () => {
      await lake.write('a.bin', pieces(randomBytes(LARGE_BYTES)));
      const behind = await proxied();
      behind.proxy.hooks = {
        toClient: (bytes, connection) => {
          if (connection.bytesFromServer > LARGE_BYTES * 0.6) connection.cut();
          return bytes;
        },
      };
      const failure = await failureOf(buffer(await behind.lake.read('a.bin')));
      expect(failure).toBeInstanceOf(LakeUnreachableError);
      expect(failure.message).toMatch(new RegExp(`a\\.bin: .*\\d+ of ${String(LARGE_BYTES)} bytes came`));
      behind.lake.close();
    });

    it.each(['127.0.0.1', 'localhost'])('says which lake cannot be reached at %s', async (host) => {
      const behind = await proxied();
      await behind.proxy.setMode('refuse');
      const gone = await openLake(lake.url, { s3Endpoint: `http://${host}:${String(behind.proxy.port)}` });
      for (const attempt of [() => gone.head('a.csv'), () => gone.read('a.csv')]) {
        const failure = await failureOf(attempt());
        expect(failure.name).toBe('LakeUnreachableError');
        expect(failure.message).toMatch(/^s3:\/\/.*: cannot be reached \(.*ECONNREFUSED/);
      }
      gone.close();
      behind.lake.close();
    });

    it('sends a PUT again whose answer was lost', async () => {
      const behind = await proxied();
      let lost = 0;
      behind.proxy.hooks = {
        toClient: (bytes, connection) => {
          if (lost > 0) return bytes;
          lost++;
          connection.cut();
          return undefined;
        },
      };
      const written = await behind.lake.write('a.csv', Buffer.from('whole'));
      expect(lost).toBe(1);
      expect(await lake.head('a.csv')).toEqual(written);
      behind.lake.close();
    });
  });

  describe('in front of an unusual server', () => {
    it.each([
      [
        'ends early under a Content-Length',
        (response) => response.writeHead(200, { etag: '"x"', 'content-length': 1_000 }),
        /25 of 1000 bytes came/,
      ],
      [
        'has no length at all',
        (response) => response.writeHead(200, { etag: '"x"', connection: 'close', 'transfer-encoding': '' }),
        /without Content-Length, without which a cut body looks like a whole one/,
      ],
    ] as [string, (response: Parameters<RequestListener>[1]) => void, RegExp][])(
      'fails a body that %s',
      async (_, head, message) => {
        await withServer(
          (_request, response) => {
            response.useChunkedEncodingByDefault = false;
            head(response);
            response.write('advertiser_id,product_id\n', () => response.socket?.end());
          },
          async (endpoint) => {
            const odd = await openLake('s3://bucket/x', { s3Endpoint: endpoint });
            await expect(odd.read('a.csv').then(buffer)).rejects.toThrow(message);
            odd.close();
          },
        );
      },
    );

    // Fails when the answer's length is not compared with the range's: other bytes would be taken for the requested ones.
    it.each([
      ['all of the object', '0123456789', {}, LakeRefusedError, /ignores ranges/],
      [
        'fewer bytes than were asked for',
        '23',
        { 'content-range': 'bytes 2-3/10' },
        LakeObjectChangedError,
        /no longer has the bytes bytes=2-5/,
      ],
    ])('fails a range that is answered with %s', async (_, body, headers, kind, message) => {
      const asked: (string | undefined)[] = [];
      await withServer(
        (request, response) => {
          asked.push(request.headers.range);
          const status = 'content-range' in headers ? 206 : 200;
          response.writeHead(status, { etag: '"x"', 'content-length': body.length, ...headers }).end(body);
        },
        async (endpoint) => {
          const odd = await openLake('s3://bucket/x', { s3Endpoint: endpoint });
          const options = { ifMatch: 'x', range: { start: 2, end: 6 } };
          for (const read of [() => odd.read('a.csv', options), () => collectPieces(odd, 'a.csv', options)]) {
            const failure = await failureOf(read());
            expect(failure).toBeInstanceOf(kind);
            expect(failure.message).toMatch(message);
          }
          odd.close();
        },
      );
      expect(asked).toEqual(['bytes=2-5', 'bytes=2-5']);
    });

    // As AWS keeps them, and servers that keep files do not.
    it('lists keys that no folder has, reads those that a request can name, and says why not the others', async () => {
      const keys = ['in//a.csv', 'in/./b.csv', 'in/c/', `in/${'d'.repeat(300)}.csv`];
      const contents = keys.map(
        (key) => `<Contents><Key>x/${key}</Key><Size>5</Size><ETag>"e"</ETag></Contents>`,
      );
      const asked: string[] = [];
      await withServer(
        (request, response) => {
          const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
          if (searchParams.has('list-type')) {
            response.end(`<ListBucketResult><Name>bucket</Name>${contents.join('')}</ListBucketResult>`);
            return;
          }
          asked.push(pathname);
          response.writeHead(200, { etag: '"e"', 'content-length': 5 }).end('whole');
        },
        async (endpoint) => {
          const aws = await openLake('s3://bucket/x', { s3Endpoint: endpoint });
          const listed = await collectObjects(aws.list('in/'));
          expect(listed.map(({ key, fault }) => [key, fault])).toEqual([
            [keys[0], undefined],
            [keys[1], expect.stringContaining('no part of a key may be `.` or `..`')],
            [keys[2], expect.stringContaining('ends in `/`')],
            [keys[3], undefined],
          ]);
          for (const { key } of listed.filter(({ fault }) => fault === undefined))
            expect(await text(await aws.read(key, { ifMatch: 'e' }))).toBe('whole');
          aws.close();
        },
      );
      expect(asked).toEqual([`/bucket/x/${keys[0]!}`, `/bucket/x/${keys[3]!}`]);
    });

    it.each([500, 503])('asks again when the server answers %i three times', async (status) => {
      let answers = 0;
      await withServer(
        (_request, response) => {
          response.writeHead(answers++ < 3 ? status : 200, { etag: '"x"', 'content-length': 5 }).end('whole');
        },
        async (endpoint) => {
          const slow = await openLake('s3://bucket/x', { s3Endpoint: endpoint });
          expect(await text(await slow.read('a.csv'))).toBe('whole');
          slow.close();
        },
      );
      expect(answers).toBe(4);
    });
  });
});

async function list(prefix: string): Promise<ListedObject[]> {
  return collectObjects(lake.list(prefix));
}

async function collectObjects(objects: AsyncIterable<ListedObject>): Promise<ListedObject[]> {
  const collected: ListedObject[] = [];
  for await (const object of objects) collected.push(object);
  return collected;
}

async function readWhole(key: string, options: Parameters<Lake['read']>[1] = {}): Promise<Buffer> {
  return buffer(await lake.read(key, options));
}

/** Reads pieces into `spaceBytes` of memory; each is copied before the next one is asked for. */
async function readPieces(
  key: string,
  spaceBytes: number,
  options: Parameters<Lake['read']>[1] = {},
): Promise<Buffer> {
  return collectPieces(lake, key, options, spaceBytes);
}

async function collectPieces(
  from: Lake,
  key: string,
  options: Parameters<Lake['read']>[1],
  spaceBytes = 1_024,
): Promise<Buffer> {
  const space = Buffer.alloc(spaceBytes);
  const read: Buffer[] = [];
  for await (const piece of from.readPieces(key, () => space, options)) {
    expect(piece.length).toBeLessThanOrEqual(MAX_PIECE_BYTES * 4);
    read.push(Buffer.from(piece));
  }
  return Buffer.concat(read);
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
    yield bytes.subarray(start, start + PIECE_BYTES);
    await Promise.resolve();
  }
}

async function* failing(afterBytes: number, failure: Error): AsyncGenerator<Buffer> {
  yield* pieces(Buffer.alloc(afterBytes));
  throw failure;
}

async function collect(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const piece of body) all.push(piece);
  return Buffer.concat(all);
}

/** No part of an unfinished write is left: no file beside the objects, no open multipart upload. */
async function expectNothingUnfinished(keys: string[]): Promise<void> {
  if (lake.url.startsWith('file:')) {
    expect(readdirSync(fileURLToPath(lake.url))).toEqual(keys);
    return;
  }
  const [bucket] = lake.url.slice('s3://'.length).split('/');
  const client = new S3Client({
    endpoint: testEndpoints().s3Endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
  });
  await eventually(async () => {
    const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
    expect(Uploads).toEqual([]);
  });
  client.destroy();
}

async function eventually(check: () => void | Promise<void>): Promise<void> {
  const deadline = performance.now() + 5_000;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('expected a failure');
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const rest = [...items];
  const lanes = Array.from({ length: 16 }, async () => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  });
  await Promise.all(lanes);
}

function openFiles(): number {
  return readdirSync('/proc/self/fd').length;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function withServer(
  listener: RequestListener,
  work: (endpoint: string) => Promise<void>,
): Promise<void> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
