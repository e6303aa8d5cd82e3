import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { openObject } from '../../../counting/counts/count-object';
import { countRange } from '../../../counting/counts/count-range';
import type * as ScannerModules from '../../../counting/scan/scanner-module';
import type { EventLogName } from '../../../domain/logs';
import { LakeObjectChangedError } from '../../../storage/lake';
import type { LogObject } from '../../../logs/input-object';
import { latin1 } from '../../support/logs/chunks';
import { attemptOf, countAtOnce, countInRanges, headerOf } from '../../support/logs/counted-objects';
import type { Outcome } from '../../support/logs/counted-objects';
import { HOSTILE_LOGS, logOf } from '../../support/logs/hostile-logs';
import { MemoryLake } from '../../support/lake/memory-lake';
import { holds, SEED } from '../../support/jest/property';
import type { LogHeader } from '../../../logs/formats/log-format';

/*
 * Splitting changes nothing. Must fail when `chainRanges` takes a range that began elsewhere than the one before ended,
 * when lines are not counted on from the ranges before, when a range gives up at its end the record that it has begun, or
 * when the byte before a range is not looked at.
 */
jest.setTimeout(60_000);

// Thousands of scans, one at a time: making a scanner takes longer than each.
jest.mock<typeof ScannerModules>('../../../counting/scan/scanner-module', () => {
  const modules = jest.requireActual<typeof ScannerModules>('../../../counting/scan/scanner-module');
  let only: ScannerModules.ScannerModule | undefined;
  return { ...modules, createScannerModule: () => (only ??= modules.createScannerModule()) };
});

const HEADER = 'advertiser_id,product_id,date\n';
const NOTED = 'advertiser_id,product_id,note,date\n';

let lake: MemoryLake;
let written = 0;

beforeEach(() => {
  lake = new MemoryLake();
});

async function put(text: string, log: EventLogName = 'product_views'): Promise<LogObject> {
  const object = await lake.write(`input/${log}/${String(written++)}.csv`, latin1(text));
  return { log, object };
}

/** An object counted at once, and its header; undefined where there is none to be found. */
async function prepare(
  text: string,
  log?: EventLogName,
): Promise<{ logObject: LogObject; expected: Outcome; header: LogHeader | undefined }> {
  const logObject = await put(text, log);
  const expected = await countAtOnce(lake, logObject);
  const header = await headerOf(lake, logObject);
  if (!('fault' in header)) return { logObject, expected, header };
  expect(header).toEqual(expected);
  return { logObject, expected, header: undefined };
}

/** Counts a text in two ranges, for every place where they can meet; tells at how many the guess was wrong. */
async function splitEverywhere(text: string, log?: EventLogName): Promise<{ recounts: number }> {
  const { logObject, expected, header } = await prepare(text, log);
  let recounts = 0;
  if (header === undefined) return { recounts };
  // Before the header's end one border is as good as another.
  for (let border = header.endsAt - 2; border < logObject.object.sizeBytes; border++) {
    const outcome = await countInRanges(lake, logObject, header, [border], () => recounts++);
    expectSame(outcome, expected, `split at ${String(border)}`);
  }
  return { recounts };
}

/** As `toEqual`, and fast where all is well. */
function expectSame(actual: Outcome, expected: Outcome, where: string): void {
  if (canonical(actual) !== canonical(expected)) expect({ where, ...actual }).toEqual({ where, ...expected });
}

function canonical(outcome: Outcome): string {
  return JSON.stringify(outcome, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

const ROW = 'A,p,2024-01-01\n';
/** What is harder on ranges than on pieces of a stream. */
const SPLIT: Record<string, string> = {
  'a byte order mark': `\xef\xbb\xbf${HEADER}${ROW}\nA,p\n${ROW}`,
  'a byte order mark before a quoted header': `\xef\xbb\xbf"advertiser_id",product_id,"date"\r\n${ROW}A\n`,
  'blank lines in front of the header': `\n\r\n\r${HEADER}${ROW}A,p\n`,
  'a quote closed in mid-field after quoted newlines': `${NOTED}A,p,"\n",2024-01-01\n\r\nA,p,"n"m,2024-01-01\nA,p,n,2024-01-01\n`,
  'an unclosed quote behind one closed in mid-field': `${NOTED}A,p,"n"m,2024-01-01\nA,p,"n,2024-01-01\n`,
  'a last record without a line end': `${HEADER}${ROW}A,p,2024-01-01\r\n\nA,p`,
  'days out of order': `${HEADER}A,p,2024-03-01\nA,p,2024-01-01\nA,q,2024-02-01\nB,p,2024-01-01\n`,
};
/** A range that meets their quoted lines takes them for records. */
const QUOTED_LINES: Record<string, string> = {
  'rejects after blank lines and quoted newlines': `${NOTED}A,p,"\n\n",2024-01-01\n\nA,p\nA,p,"\r\n",x\n\n,p,,2024-01-01\n`,
  'quoted lines that look like records': `${NOTED}A,p,"\nB,q,n,2024-01-02\nB,q,n,2024-01-03\n",2024-01-01\nA,p,n,2024-01-01\n`,
  'quoted lines that look broken': `${NOTED}A,p,"\nB,""q\n"",x\n",2024-01-01\nA,p,n,2024-01-01\nA,p\n`,
  'quoted CR and CRLF': `${NOTED}A,p,"\r",2024-01-01\rA,p,"\r\n",2024-01-01\r\nA,p,"\r\r\n",2024-01-02\nA\n`,
  'an unclosed quote after quoted newlines': `${NOTED}A,p,"\n",2024-01-01\nA,p\n\nA,p,"n,2024-01-01\nA,p,n,2024-01-01\n`,
};

describe('two ranges, wherever they meet, count as one does', () => {
  it.each(Object.entries(HOSTILE_LOGS))('%s', async (name, text) => {
    await splitEverywhere(text, logOf(name));
  });

  it.each(Object.entries(SPLIT))('%s', async (_, text) => {
    await splitEverywhere(text);
  });

  it.each(Object.entries(QUOTED_LINES))('%s, though some guess wrongly', async (_, text) => {
    expect((await splitEverywhere(text)).recounts).toBeGreaterThan(0);
  });
});

describe('a range that guesses wrongly where its first record begins', () => {
  it('may take a sound object for broken, and the object is still sound', async () => {
    // Read from the middle of the quoted text on, its closing quote opens another field.
    const text = `${NOTED}A,p,"\nx,"",\n",2024-01-01\nA,p,n,2024-01-01\n`;
    const { logObject, expected, header } = await prepare(text);
    const border = text.indexOf('x,""') + 1;
    const range = { start: border, end: text.length };
    const guess = await countRange(lake, {
      ...logObject,
      owner: attemptOf('guess'),
      layout: header!.layout,
      range,
      startsAtRecord: false,
    });
    expect(guess.fault?.text).toMatch(/never closed/);
    expect(await countInRanges(lake, logObject, header!, [border])).toEqual(expected);
    expect(expected).toMatchObject({ accepted: 2, rejected: 0 });
  });
});

describe('an object in many ranges', () => {
  it.each(Object.entries({ ...HOSTILE_LOGS, ...SPLIT, ...QUOTED_LINES }))(
    'of one byte each: %s',
    async (name, text) => {
      const { logObject, expected, header } = await prepare(text.slice(0, 200), logOf(name));
      if (header === undefined) return;
      const borders = Array.from({ length: logObject.object.sizeBytes - 1 }, (_, i) => i + 1);
      expectSame(await countInRanges(lake, logObject, header, borders), expected, 'everywhere');
    },
  );

  it('of which each is shorter than its records, its header or a record that is too long', async () => {
    const long = (length: number) => `A,p,"${'n\n'.repeat(length / 2)}",2024-01-01\n`;
    const text = `x${'x'.repeat(3_000)},${NOTED}${`B,${long(60_000)}B,${long(200_000)}\nB,A,p,,2024-01-01\nA,p\n`.repeat(2)}`;
    const { logObject, expected, header } = await prepare(text);
    expect(expected).toMatchObject({ accepted: 4, rejects: { line_too_long: 2, wrong_field_count: 2 } });
    for (const [rangeBytes, pieceBytes] of [
      [20_000, 65_536],
      [150_000, 10_000],
    ] as const) {
      lake.pieceBytes = pieceBytes;
      const borders = Array.from(
        { length: Math.ceil(text.length / rangeBytes) - 1 },
        (_, i) => (i + 1) * rangeBytes,
      );
      const outcome = await countInRanges(lake, logObject, header!, borders);
      expectSame(outcome, expected, `ranges of ${String(rangeBytes)}`);
    }
  });

  // Fails, by its time alone, when what lies behind an open quote is read line by line beyond the range's end.
  it('with a quote that stays open over hundreds of kilobytes', async () => {
    const open = `${HEADER}${ROW}"A,p,2024-01-01\n${ROW.repeat(20_000)}`;
    const closed = `${open}",p,2024-01-01\n${ROW.repeat(100)}A,p\n`;
    for (const text of [open, closed]) {
      const { logObject, expected, header } = await prepare(text);
      for (const borders of [[50], [50, 100_000, 200_000], [299_000, 300_070, 300_900]]) {
        expectSame(await countInRanges(lake, logObject, header!, borders), expected, borders.join());
      }
    }
  });

  it('whose header begins behind more blank lines than a range and its overlap hold', async () => {
    const text = `${'\n'.repeat(70_000)}${HEADER}${ROW}A,p\n${ROW}`;
    const { logObject, expected, header } = await prepare(text);
    expectSame(await countInRanges(lake, logObject, header!, [10, 20, 70_040]), expected, 'behind');
    expect(expected).toMatchObject({ accepted: 2, listed: [{ line: 70_003 }] });
  });

  const cell = fc.constantFrom('A', 'B', 'p', '', '"A"', '"a,b"', '"\n"', '"\r\n"', '"\r"', '"""\n"""', 'x"');
  const odd = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(','));
  const row = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom('A,p,n,2024-01-01', 'B,q,"n",2024-01-02') },
    {
      weight: 4,
      arbitrary: cell.map((note) => `A,p,${note},2024-01-0${String(1 + (note.length % 3))}`),
    },
    { weight: 2, arbitrary: odd },
    { weight: 1, arbitrary: fc.constantFrom('A,p,"n,2024-01-01', 'A,p,"n"m,2024-01-01', '\xff,p,n,x') },
  );
  const lineEnd = fc.oneof(
    { weight: 6, arbitrary: fc.constant('\n') },
    { weight: 3, arbitrary: fc.constantFrom('\r\n', '\r', '\n\n', '\r\r\n', '') },
  );
  const anyLog = fc
    .tuple(
      fc.constantFrom('', '\xef\xbb\xbf', '\n', '\r\n'),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.array(fc.tuple(row, lineEnd), { maxLength: 25 }),
    )
    .map(
      ([start, end, lines]) =>
        `${start}${NOTED.trim()}${end}${lines.map(([text, after]) => text + after).join('')}`,
    );

  it(`any text, cut anywhere, any number of times; seed ${String(SEED)}`, async () => {
    const outcomes = { recounts: 0, faults: 0 };
    await holds(
      fc.asyncProperty(
        anyLog,
        fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 12 }),
        fc.constantFrom(1, 7, 64, Infinity),
        async (text, cuts, pieceBytes) => {
          lake = new MemoryLake();
          const { logObject, expected, header } = await prepare(text);
          if (header === undefined) return;
          const at = cuts.map((cut) => Math.floor((cut * text.length) / 1_000)).filter((cut) => cut > 0);
          const borders = [...new Set(at)].filter((cut) => cut < text.length).sort((a, b) => a - b);
          lake.pieceBytes = pieceBytes;
          const outcome = await countInRanges(lake, logObject, header, borders, () => outcomes.recounts++);
          expectSame(outcome, expected, borders.join());
          if ('fault' in expected) outcomes.faults++;
        },
      ),
      400,
    );
    // Without these the property says little.
    expect(outcomes.recounts).toBeGreaterThan(50);
    expect(outcomes.faults).toBeGreaterThan(30);
  });
});

describe('a range', () => {
  const owner = attemptOf('range');
  const layout = { width: 3, positions: [0, 1, 2] };

  it('says where it began, where it ended and how many lines it passed', async () => {
    const logObject = await put(`${ROW}${ROW}\n${ROW}${ROW}`);
    const range = { start: 5, end: 32 };
    expect(
      await countRange(lake, { ...logObject, owner, layout, range, startsAtRecord: false }),
    ).toMatchObject({
      startedAt: 15,
      endedAt: 46,
      lines: 3,
      records: 2,
    });
  });

  // Fails when a range reads on to the end of a piece: the next one would have to be counted again.
  it.each([
    ['plain rows', ROW.repeat(8)],
    ['CRLF', ROW.repeat(8).replace('\n', '\r\n')],
    ['rows for the slow path', '"A",p,2024-01-01\n'.repeat(12)],
    ['rows and rejects', `${ROW}A,p\n"A",p,2024-01-01\n`.repeat(4)],
    ['blank lines', `${ROW}\n\n`.repeat(4)],
  ])('ends where the next record begins: %s', async (_, text) => {
    const starts = [...text.matchAll(/(?<=\n)/g)].map(({ index }) => index);
    const logObject = await put(text);
    for (let end = 1; end <= text.length; end++) {
      const range = { start: 0, end };
      const counted = await countRange(lake, { ...logObject, owner, layout, range, startsAtRecord: true });
      expect({ end, endedAt: counted.endedAt }).toEqual({
        end,
        endedAt: starts.find((start) => start >= end),
      });
    }
  });

  it.each([
    ['LF', `A,p,x\n${ROW}`, 6, 6],
    ['LF, one byte on', `A,p,x\n${ROW}`, 7, 21],
    ['LF, within the line end', `A,p,x\n${ROW}`, 5, 6],
    ['CRLF, between its bytes', `A,p,x\r\n${ROW}`, 6, 7],
    ['CRLF, behind it', `A,p,x\r\n${ROW}`, 7, 7],
    ['a lone CR', `A,p,x\r${ROW}`, 6, 6],
    ['a lone CR as the last byte', 'A,p,x\r', 5, 6],
    ['no line end at all', 'A,p,x', 2, 5],
  ])('begins behind the line end before it: %s', async (_, text, start, startedAt) => {
    for (const pieceBytes of [1, 2, Infinity]) {
      lake.pieceBytes = pieceBytes;
      const logObject = await put(text);
      const range = { start, end: text.length };
      const counted = await countRange(lake, { ...logObject, owner, layout, range, startsAtRecord: false });
      expect(counted.startedAt).toBe(startedAt);
    }
  });

  it('takes no byte of an object that has replaced its own', async () => {
    const logObject = await put(`${HEADER}${ROW.repeat(3)}`);
    await lake.write(logObject.object.key, latin1(`${HEADER}${ROW.repeat(4)}`));
    const range = { start: HEADER.length, end: logObject.object.sizeBytes };
    await expect(
      countRange(lake, { ...logObject, owner, layout, range, startsAtRecord: true }),
    ).rejects.toThrow(LakeObjectChangedError);
  });

  it('reports its progress, and no more than every 16 MB', async () => {
    const log = 'product_views';
    const object = await lake.write('input/product_views.csv', Buffer.alloc(40 << 20, ROW));
    lake.pieceBytes = 1 << 20;
    const reports: unknown[] = [];
    const range = { start: 0, end: object.sizeBytes };
    const counted = await countRange(
      lake,
      { log, object, owner, layout, range, startsAtRecord: true },
      { onProgress: (details) => reports.push(details) },
    );
    expect(counted.records).toBe(Math.ceil((40 << 20) / ROW.length));
    expect(reports).toEqual([
      { bytes_read: 16 << 20, bytes_total: 40 << 20 },
      { bytes_read: 32 << 20, bytes_total: 40 << 20 },
    ]);
  });
});

describe('a compressed object', () => {
  it('is counted at once, whatever its size', async () => {
    const packed = gzipSync(`${HEADER}${ROW.repeat(1_000)}A,p\n`);
    const object = await lake.write('input/product_views.csv.gz', packed);
    const opened = await openObject(lake, { log: 'product_views', object, owner: attemptOf('open') });
    expect(opened).toMatchObject({ counted: { accepted: 1_000, rejected: 1 } });
    // The same bytes of a plain object of that size would be planned.
    const large = { ...object, sizeBytes: 4 * 1024 ** 3 };
    await expect(
      openObject(lake, { log: 'product_views', object: { ...large, etag: 'x' }, owner: attemptOf('open') }),
    ).rejects.toThrow(LakeObjectChangedError);
  });
});
