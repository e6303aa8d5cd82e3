import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { LakeObjectChangedError } from '../../../../storage/lake';
import type { Lake, ReadOptions } from '../../../../storage/lake';
import type { LogObject } from '../../../../logs/input-object';
import { latin1 } from '../../../support/logs/chunks';
import { MemoryLake } from '../../../support/lake/memory-lake';
import { readHeader } from '../../../../counting/scan/csv/read-header';
import { BadLogError } from '../../../../logs/bad-log';

/* Must fail when the byte after a lone CR is taken for the header's, or when a byte order mark is not counted. */

const HEADER = 'advertiser_id,product_id,date';
const COLUMNS = { width: 3, positions: [0, 1, 2] };
const ROW = 'A,p,2024-01-01\n';

let lake: MemoryLake;

beforeEach(() => {
  lake = new MemoryLake();
});

async function put(text: string, name = 'product_views.csv'): Promise<LogObject> {
  return { log: 'product_views', object: await lake.write(`input/${name}`, latin1(text)) };
}

describe('the header of an object', () => {
  it.each([
    ['before LF', `${HEADER}\n${ROW}`, 30, 1],
    ['before CRLF', `${HEADER}\r\n${ROW}`, 31, 1],
    ['before a lone CR', `${HEADER}\r${ROW}`, 30, 1],
    ['before a lone CR and a blank line of CR', `${HEADER}\r\r${ROW}`, 30, 1],
    ['before a lone CR and a blank line of CRLF', `${HEADER}\r\r\n${ROW}`, 30, 1],
    ['before a lone CR and a quote', `${HEADER}\r"A",p,2024-01-01\n`, 30, 1],
    ['before a lone CR and an empty field', `${HEADER}\r,p,2024-01-01\n`, 30, 1],
    ['before a blank line', `${HEADER}\n\n${ROW}`, 30, 1],
    ['behind blank lines of all kinds', `\n\r\n\r\r${HEADER}\n${ROW}`, 35, 5],
    ['behind a mark', `\xef\xbb\xbf${HEADER}\n${ROW}`, 33, 1],
    ['behind a mark, before a lone CR', `\xef\xbb\xbf${HEADER}\r${ROW}`, 33, 1],
    ['in quotes', `"advertiser_id",product_id,"date"\r\n${ROW}`, 35, 1],
    ['alone', `${HEADER}\n`, 30, 1],
    ['alone before a lone CR', `${HEADER}\r`, 30, 1],
    ['alone without a line end', HEADER, 29, 1],
  ])('%s ends where the first record begins', async (_, text, endsAt, lines) => {
    const logObject = await put(text);
    for (const pieceBytes of [1, 2, 7, Infinity]) {
      lake.pieceBytes = pieceBytes;
      expect(await readHeader(lake, logObject)).toEqual({ layout: COLUMNS, endsAt, lines });
    }
  });

  it('may hold quoted newlines, which are lines', async () => {
    const text = `date,"a\nb\r\nc",product_id,advertiser_id\n`;
    const { layout: columns, endsAt, lines } = await readHeader(lake, await put(`${text}${ROW}`));
    expect({ columns, endsAt, lines }).toEqual({
      columns: { width: 4, positions: [3, 2, 0] },
      endsAt: text.length,
      lines: 3,
    });
  });

  // Of a large object, whose records other steps read.
  it('is all that is read of it, but for what comes along with it', async () => {
    const logObject = await put(`${HEADER}\n${ROW.repeat(10_000)}`);
    let givenBytes = 0;
    const slow: Pick<Lake, 'read'> = {
      read: async (key: string, options?: ReadOptions) => {
        const source = await lake.read(key, options);
        const counted = async function* () {
          for await (const piece of source as AsyncIterable<Buffer>) {
            givenBytes += piece.length;
            yield piece;
          }
        };
        return Readable.from(counted(), { objectMode: false, highWaterMark: 1 });
      },
    };
    lake.pieceBytes = 64;
    await readHeader(slow as Lake, logObject);
    expect(givenBytes).toBeLessThan(1_000);
  });
});

describe('an object without a header of its log', () => {
  it.each([
    ['0 bytes', '', /0 bytes/],
    ['blank lines only', '\n\r\n\n', /no header/],
    ['a mark only', '\xef\xbb\xbf', /no header/],
    ['the header of another log', 'advertiser_id\nA\n', /`product_id` is missing/],
    ['a repeated column', `${HEADER},date\n${ROW}`, /`date` is there 2 times/],
    ['a header over 64 KiB', `${'x'.repeat(70_000)}\n${ROW}`, /header is over 64 KiB/],
    ['UTF-16', Buffer.from(`\ufeff${HEADER}\n`, 'utf16le').toString('latin1'), /UTF-16/],
    ['gzip', gzipSync(`${HEADER}\n`).toString('latin1'), /gzip/],
  ])('is refused: %s', async (_, text, says) => {
    const failure = readHeader(lake, await put(text));
    await expect(failure).rejects.toThrow(BadLogError);
    await expect(failure).rejects.toThrow(says);
  });

  it.each([
    ['never closed', `"${HEADER}\n${ROW}`, 1, /never closed; close it at the end of its field/],
    ['closed in mid-field', `\n"advertiser_id"x,product_id\n`, 2, /closed in the middle of a field/],
  ])('is refused with its line: a quote %s', async (_, text, line, says) => {
    const failure = readHeader(lake, await put(text));
    await expect(failure).rejects.toMatchObject({ name: 'BadLogError', line });
    await expect(failure).rejects.toThrow(says);
  });
});

it.each([0, 1])(
  'an object that was replaced before read %i is not the one that was listed',
  async (reads) => {
    const logObject = await put(`${HEADER}\n${ROW}`);
    let left = reads;
    const read = async (key: string, options?: ReadOptions) => {
      if (left-- === 0) await lake.write(key, latin1(`date,${HEADER}\n`));
      return lake.read(key, options);
    };
    await expect(readHeader({ read } as unknown as Lake, logObject)).rejects.toThrow(LakeObjectChangedError);
  },
);
