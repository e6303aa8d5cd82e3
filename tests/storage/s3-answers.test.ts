import '../support/jest/errors-of-node';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';
import { LakeObjectChangedError, LakeRefusedError, LakeUnreachableError } from '../../storage/lake';
import type { Lake } from '../../storage/lake';
import { openLake } from '../../storage/open-lake';
import type { OpenLakeOptions } from '../../storage/open-lake';

jest.setTimeout(60_000);

let environment: NodeJS.ProcessEnv;

beforeAll(() => {
  environment = { ...process.env };
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'canary-secret' });
});
afterAll(() => {
  process.env = environment;
});

const HTML = '<!DOCTYPE html><html><body><h1>Bad gateway</h1><br></body></html>';
const xml = (code: string, message: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;

/** What a server answers to everything. */
interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const answering =
  ({ status, body = '', headers = {} }: Answer): RequestListener =>
  (request, response) => {
    request.resume();
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  };

async function withLake<Result>(
  listener: RequestListener,
  use: (lake: Lake, endpoint: string) => Promise<Result>,
  options: OpenLakeOptions = {},
): Promise<Result> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const lake = await openLake('s3://bucket/prefix', { s3Endpoint: endpoint, ...options });
  try {
    return await use(lake, endpoint);
  } finally {
    lake.close();
    server.close();
    server.closeAllConnections();
  }
}

const CALLS: Readonly<Record<string, (lake: Lake) => Promise<unknown>>> = {
  'HEAD input/a.csv': (lake) => lake.head('input/a.csv'),
  'LIST input/': async (lake) => {
    const keys: string[] = [];
    for await (const { key } of lake.list('input/')) keys.push(key);
    return keys;
  },
  'GET input/a.csv': async (lake) => buffer(await lake.read('input/a.csv', { ifMatch: 'x' })),
  'PUT counts/a.json': (lake) => lake.write('counts/a.json', Buffer.from('{}')),
  'PUT counts/b.json': (lake) =>
    lake.write(
      'counts/b.json',
      (async function* () {
        yield await Promise.resolve(Buffer.from('{}'));
      })(),
    ),
};

async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

/** All calls at once: each takes its attempts. */
async function failuresOf(
  lake: Lake,
  but: readonly string[] = [],
): Promise<[call: string, failure: Error][]> {
  const calls = Object.entries(CALLS).filter(([call]) => !but.includes(call));
  return Promise.all(
    calls.map(async ([call, make]) => [call, await failureOf(make(lake))] as [string, Error]),
  );
}

type Kind = typeof LakeUnreachableError | typeof LakeRefusedError;

// Calls wait between their attempts, so the tests run side by side; each has a server to itself.
it.concurrent.each<[what: string, answer: Answer, kind: Kind, said: RegExp, but?: readonly string[]]>([
  ['500 without a body', { status: 500 }, LakeUnreachableError, /HTTP 500, 5 attempts\); it may pass/],
  ['502 with a page of a proxy', { status: 502, body: HTML }, LakeUnreachableError, /HTTP 502.* 5 attempts/],
  ['520', { status: 520 }, LakeUnreachableError, /HTTP 520.* 5 attempts/],
  [
    '503 with S3’s code',
    { status: 503, body: xml('ServiceUnavailable', 'Please come back.') },
    LakeUnreachableError,
    /HTTP 503.* 5 attempts/,
  ],
  ['400 without a body', { status: 400 }, LakeRefusedError, /HTTP 400/],
  ['401 of a proxy', { status: 401, body: HTML }, LakeRefusedError, /HTTP 401.*; check that/],
  [
    '403 with S3’s code',
    { status: 403, body: xml('AccessDenied', 'key canary') },
    LakeRefusedError,
    /refused with .*HTTP 403.*; check that the bucket exists and that this role may/,
  ],
  [
    '404 of no S3 server',
    { status: 404, body: HTML },
    LakeRefusedError,
    /HTTP 404.*; check that AWS_ENDPOINT_URL_S3 names an S3 server/,
    // No answer to HEAD can say more.
    ['HEAD input/a.csv'],
  ],
  [
    '301 from another region',
    { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' }, body: xml('PermanentRedirect', 'no') },
    LakeRefusedError,
    /the bucket lies in the region eu-west-1: set AWS_REGION to it/,
  ],
  [
    '400 from another region',
    { status: 400, headers: { 'x-amz-bucket-region': 'eu-west-1' } },
    LakeRefusedError,
    /the bucket lies in the region eu-west-1: set AWS_REGION to it/,
  ],
  [
    '302 to a page',
    { status: 302, headers: { location: 'https://login.example/' } },
    LakeRefusedError,
    /it leads to https:\/\/login\.example\/: correct AWS_ENDPOINT_URL_S3/,
  ],
  [
    '200 with a page of a proxy',
    {
      status: 200,
      body: HTML,
      headers: { 'content-type': 'text/html', 'content-length': String(HTML.length) },
    },
    LakeUnreachableError,
    /gives no answer of S3 \(.*; check AWS_ENDPOINT_URL_S3, and proxies on the way/,
  ],
  ['501', { status: 501, body: xml('NotImplemented', 'A header') }, LakeRefusedError, /HTTP 501/],
])('%s fails each call with lake, key, status and remedy', async (_, answer, kind, said, but = []) => {
  const failures = await withLake(answering(answer), (lake) => failuresOf(lake, but));
  for (const [call, failure] of failures) {
    expect([failure.name, failure.message]).toEqual([
      kind.name,
      expect.stringMatching(/^s3:\/\/bucket\/prefix: .*; \w/),
    ]);
    expect(failure.message).toContain(call);
    expect(failure.message).toMatch(said);
    expect(failure.message).not.toContain('canary');
  }
});

describe('no answer', () => {
  it.concurrent('at all fails each call with what the network says', async () => {
    const lake = await openLake('s3://bucket/prefix', { s3Endpoint: 'http://127.0.0.1:1' });
    const failures = await failuresOf(lake);
    lake.close();
    for (const [call, failure] of failures) {
      expect(failure).toBeInstanceOf(LakeUnreachableError);
      expect(failure.message).toMatch(
        /cannot be reached \(.*ECONNREFUSED.*, 5 attempts\); check the network/,
      );
      expect(failure.message).toContain(call);
    }
  });

  it.concurrent.each<[what: string, endpoint: (port: number) => string, said: RegExp]>([
    ['of an unknown host', () => 'http://no-such-host.invalid:9', /ENOTFOUND|EAI_AGAIN/],
    ['to TLS', (port) => `https://127.0.0.1:${String(port)}`, /SSL|EPROTO|wrong version/i],
  ])('%s is told as such', async (_, endpoint, said) => {
    const failure = await withLake(answering({ status: 200 }), async (_lake, at) => {
      const other = await openLake('s3://bucket/prefix', { s3Endpoint: endpoint(Number(new URL(at).port)) });
      return failureOf(CALLS['HEAD input/a.csv']!(other)).finally(() => {
        other.close();
      });
    });
    expect(failure).toBeInstanceOf(LakeUnreachableError);
    expect(failure.message).toMatch(said);
  });

  it.concurrent('but a reset is told as such', async () => {
    const failure = await withLake(
      (request) => request.socket.resetAndDestroy(),
      (lake) => failureOf(CALLS['GET input/a.csv']!(lake)),
    );
    expect(failure).toBeInstanceOf(LakeUnreachableError);
    expect(failure.message).toMatch(/GET input\/a\.csv: .*ECONNRESET|socket hang up/);
  });
});

describe('attempts', () => {
  // The SDK's own budget of a client is spent after about eight failing calls.
  it.concurrent('of a call are its own, however many calls have failed before', async () => {
    let isWell = false;
    const seen = new Map<string, number>();
    await withLake(
      (request, response) => {
        const nth = (seen.get(request.url ?? '') ?? 0) + 1;
        seen.set(request.url ?? '', nth);
        request.resume();
        const status = isWell && nth > 1 ? 200 : 503;
        response.writeHead(status, { etag: '"x"', 'content-length': 2 }).end();
      },
      async (lake) => {
        const keys = (kind: string) => Array.from({ length: 30 }, (_, i) => `${kind}-${String(i)}`);
        const failing = await Promise.allSettled(keys('bad').map((key) => lake.head(key)));
        expect(failing.every(({ status }) => status === 'rejected')).toBe(true);
        expect([...seen.values()].every((requests) => requests === 5)).toBe(true);
        isWell = true;
        const heads = await Promise.all(keys('good').map((key) => lake.head(key)));
        expect(heads.every((object) => object?.etag === 'x')).toBe(true);
      },
    );
  });

  it.concurrent('of a caller that waits go on beyond five, and it is told why', async () => {
    const told: string[] = [];
    let requests = 0;
    const object = await withLake(
      (request, response) => {
        request.resume();
        const isWell = ++requests > 7;
        response.writeHead(isWell ? 200 : 503, { etag: '"x"', 'content-length': 2 }).end();
      },
      (lake) => lake.head('a.csv'),
      { onWaiting: (message) => told.push(message) },
    );
    expect(object).toEqual({ key: 'a.csv', sizeBytes: 2, etag: 'x' });
    expect(told[0]).toMatch(/^s3:\/\/bucket\/prefix: HTTP 503; trying again for up to 20 s$/);
  });

  it.concurrent('end with an abort', async () => {
    const stop = new AbortController();
    const failure = await withLake(
      (request, response) => {
        answering({ status: 503 })(request, response);
        setImmediate(() => {
          stop.abort();
        });
      },
      (lake) => failureOf(lake.head('a.csv', { signal: stop.signal })),
      { onWaiting: () => undefined },
    );
    expect(failure.name).toBe('AbortError');
  });
});

describe('a body', () => {
  const BYTES = Buffer.from('0123456789');
  const checksum = (bytes: Buffer) => {
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(bytes));
    return sum.toString('base64');
  };
  interface Odd {
    readonly etag?: string;
    readonly checksumOf?: (sent: Buffer) => Buffer;
    readonly ignoresRanges?: boolean;
  }
  const server =
    ({ etag = 'x', checksumOf = (sent) => sent, ignoresRanges = false }: Odd) =>
    (request: IncomingMessage, response: ServerResponse) => {
      const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
      const isRange = start !== undefined && !ignoresRanges;
      const sent = isRange ? BYTES.subarray(Number(start), Number(end) + 1) : BYTES;
      response.writeHead(isRange ? 206 : 200, {
        etag: `"${etag}"`,
        'content-length': sent.length,
        'x-amz-checksum-crc32': checksum(checksumOf(sent)),
        ...(isRange ? { 'content-range': `bytes ${start}-${String(end)}/10` } : {}),
      });
      response.end(sent);
    };
  const range = { start: 0, end: 3 };
  const readRange = async (lake: Lake) => text(await lake.read('a.csv', { ifMatch: 'x', range }));

  it('of a range is read where its checksum is its own', async () => {
    expect(await withLake(server({}), readRange)).toBe('012');
  });

  it('of a range with the checksum of the whole object is refused, with the setting that corrects this', async () => {
    const failure = await withLake(server({ checksumOf: () => BYTES }), (lake) => failureOf(readRange(lake)));
    expect(failure).toBeInstanceOf(LakeRefusedError);
    expect(failure.message).toMatch(
      /sends the checksum of the whole object with a range \(GET a\.csv: x-amz-checksum-crc32\); set AWS_RESPONSE_CHECKSUM_VALIDATION=WHEN_REQUIRED/,
    );
  });

  it('with that setting is read', async () => {
    process.env['AWS_RESPONSE_CHECKSUM_VALIDATION'] = 'WHEN_REQUIRED';
    const read = await withLake(server({ checksumOf: () => BYTES }), readRange);
    delete process.env['AWS_RESPONSE_CHECKSUM_VALIDATION'];
    expect(read).toBe('012');
  });

  it.each([
    ['a range', readRange],
    ['an object', async (lake: Lake) => text(await lake.read('a.csv', { ifMatch: 'x' }))],
  ])('of %s that is spoilt on its way counts as one that may come right the next time', async (_, read) => {
    const spoilt = server({ checksumOf: (sent) => Buffer.concat([sent, Buffer.from('!')]) });
    const failure = await withLake(spoilt, (lake) => failureOf(read(lake)));
    expect(failure).toBeInstanceOf(LakeUnreachableError);
    expect(failure.message).toMatch(/spoils bytes \(GET a\.csv: .*x-amz-checksum-crc32/);
  });

  it('of another object is refused also where the server ignores If-Match', async () => {
    const failure = await withLake(server({ etag: 'y' }), (lake) => failureOf(readRange(lake)));
    expect(failure).toBeInstanceOf(LakeObjectChangedError);
    expect(failure.message).toContain('it has the ETag y, no longer x');
  });

  it('of the whole object in place of a range is told as what it is', async () => {
    const failure = await withLake(server({ ignoresRanges: true }), (lake) => failureOf(readRange(lake)));
    expect(failure).toBeInstanceOf(LakeRefusedError);
    expect(failure.message).toMatch(/ignores ranges \(GET a\.csv/);
  });

  it('that breaks off is no change of the object', async () => {
    const failure = await withLake(
      (_, response) => {
        response.writeHead(200, { etag: '"x"', 'content-length': 10 });
        response.write('01234', () => response.socket?.destroy());
      },
      (lake) => failureOf(lake.read('a.csv', { ifMatch: 'x' }).then(text)),
    );
    expect(failure).toBeInstanceOf(LakeUnreachableError);
    expect(failure.message).toMatch(/GET a\.csv: 5 of 10 bytes came/);
  });
});

it('a list that says that there is more, and not where, is no whole list', async () => {
  const page =
    '<?xml version="1.0"?><ListBucketResult><Name>bucket</Name><IsTruncated>true</IsTruncated>' +
    '<Contents><Key>prefix/input/a.csv</Key><Size>1</Size><ETag>"x"</ETag></Contents></ListBucketResult>';
  const failure = await withLake(answering({ status: 200, body: page }), (lake) =>
    failureOf(CALLS['LIST input/']!(lake)),
  );
  expect(failure).toBeInstanceOf(LakeRefusedError);
  expect(failure.message).toMatch(/LIST input\/: there are more keys/);
});
