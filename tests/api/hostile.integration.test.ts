import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { ProblemSchema } from '../../api/endpoints/problems';
import type { RunningApi } from '../../api/server';
import { MODELS } from '../../domain/models';
import { publishLists } from '../support/database/publications';
import { RawConnection } from '../support/api/raw-http';
import type { RawAnswer } from '../support/api/raw-http';
import { ask, startTestApi } from '../support/api/test-api';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

const LIST = '/recommendations/A/TopProducts';
const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';
const MEGABYTE = 1 << 20;

let database: TestDatabase;
let api: RunningApi;
const logged: string[] = [];
const open: RawConnection[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 5]] } });
  const log = pino({ level: 'error' }, { write: (line: string) => logged.push(line) });
  api = await startTestApi({ db: database.db, url: database.url }, { log });
});

afterEach(async () => {
  for (const connection of open.splice(0)) connection.close();
  expect((await ask(api, LIST)).status).toBe(200);
  expect(logged).toEqual([]);
});

afterAll(async () => {
  await api.stop();
  await database.drop();
});

function connection(): RawConnection {
  const made = new RawConnection(api.port);
  open.push(made);
  return made;
}

/** Sends bytes on a new connection and returns the first answer. */
async function answerTo(...sent: (string | Buffer)[]): Promise<RawAnswer> {
  const used = connection();
  for (const one of sent) used.send(one);
  const [answer] = await used.read();
  if (answer === undefined) throw new Error('closed without an answer');
  return answer;
}

function request(target: string, headers: readonly string[] = [], method = 'GET', body = ''): string {
  return [`${method} ${target} HTTP/1.1`, 'Host: api.test', ...headers, '', body].join('\r\n');
}

function post(body: string, headers: readonly string[] = []): string {
  const length = `Content-Length: ${String(Buffer.byteLength(body, 'latin1'))}`;
  return request('/recommendations', [JSON_TYPE, length, ...headers], 'POST', body);
}

function expectProblem({ status, headers, body }: RawAnswer, expected: number): void {
  expect({ status, body }).toMatchObject({ status: expected });
  expect(headers['content-type']).toBe('application/problem+json');
  expect(headers['x-request-id']).toMatch(/./);
  const problem: unknown = JSON.parse(body);
  expect(ProblemSchema.safeParse(problem).error).toBeUndefined();
  expect(problem).toMatchObject({ status: expected });
}

it('gives up within 18 s on a body that drips', async () => {
  const slow = connection().send(
    request('/recommendations', [JSON_TYPE, 'Content-Length: 1000'], 'POST', '{'),
  );
  const drip = setInterval(() => {
    if (slow.socket.writable) slow.send(' ');
  }, 1_000);
  const [answer] = await slow.read();
  expectProblem(answer!, 408);
  expect(await slow.closed).toBeLessThan(18_000);
  clearInterval(drip);
});

// Fails when a client that reads no answers keeps its connection, and the buffered answers, forever.
it('closes a connection whose answers are not read', async () => {
  const strict = await startTestApi(database, { silenceTimeoutMs: 1_000 });
  try {
    const idle = new RawConnection(strict.port);
    open.push(idle);
    idle.socket.pause();
    for (let i = 0; i < 50_000; i += 100) idle.send(request(LIST).repeat(100));
    // A client that reads nothing notices the closed connection only when it writes.
    const poke = setInterval(() => idle.send(request(LIST)), 100);
    // There is no limit on the time here, because it depends on the machine: without a close the test times out.
    await idle.closed;
    clearInterval(poke);
  } finally {
    await strict.stop();
  }
});

describe('a request that is wrong', () => {
  const LONG = 'x'.repeat(10_000);

  it.each([
    ['NUL in an id', '/history/a%00b', 400],
    ['NUL in a query', `${LIST}?date=%00`, 400],
    ['half a percent-encoding', '/history/%e', 400],
    ['percent-encoding of no UTF-8', '/history/%c0%af', 400],
    ['an encoded surrogate', '/history/%ed%a0%80', 400],
    ['percent-encoding cut off in a query', `${LIST}?date=%`, 400],
    ['an array where a value belongs', `${LIST}?date[]=2024-11-29`, 400],
    ['a value given twice', `${LIST}?date=2024-11-29&date=2024-11-28`, 400],
    ['an object where a value belongs', `${LIST}?date[x]=2024-11-29`, 400],
    ['an id of 10,000 characters', `/recommendations/${LONG}/TopProducts`, 400],
    ['a model of 10,000 characters', `/recommendations/A/${LONG}`, 400],
    ['a date of 10,000 characters', `/runs/${LONG}`, 400],
    ['2,000 parameters', `${LIST}?${'a=1&'.repeat(2_000)}`, 400],
    ['__proto__ as a parameter', `${LIST}?__proto__=1`, 400],
    ['constructor as a parameter', `${LIST}?constructor=1`, 400],
    ['a field of __proto__', `${LIST}?__proto__[limit]=1`, 400],
    ['__proto__ as a model', '/recommendations/A/__proto__', 400],
    ['constructor as a model', '/history/A?models=constructor', 400],
    ['__proto__ as an id', '/history/__proto__', 404],
    ['constructor as an id', '/recommendations/constructor/TopCTR', 404],
    ['two slashes in front', `/${LIST}`, 404],
    ['two slashes inside', '/recommendations//TopProducts', 404],
    ['dots that climb', '/docs/../../../etc/passwd', 404],
    ['encoded dots that climb', '/docs/%2e%2e%2f%2e%2e%2fpackage.json', 404],
    ['a path out of the probes', `/health/..${LIST}`, 404],
    ['upper case', LIST.toUpperCase(), 404],
    ['an asterisk', '*', 404],
    ['a path of 20,000 characters', `/${'x'.repeat(20_000)}`, 431],
  ])('is answered with a problem: %s', async (_, target, status) => {
    expectProblem(await answerTo(request(target)), status);
  });

  it('has 20 KB of headers', async () => {
    expectProblem(await answerTo(request(LIST, [`X-Long: ${'x'.repeat(20_000)}`])), 431);
  });

  it.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'M-SEARCH', 'CONNECT'])(
    'has the method %s',
    async (method) => {
      const answer = await answerTo(request(method === 'CONNECT' ? 'api.test:443' : LIST, [], method));
      expectProblem(answer, 405);
      expect(answer.headers['allow']).toMatch(/^GET, HEAD/);
    },
  );

  it.each([
    ['an unknown method', 'HACK / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no HTTP at all', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['HTTP/2 at once', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a space in a header name', `GET ${LIST} HTTP/1.1\r\nHost : a\r\n\r\n`],
    ['a folded header', `GET ${LIST} HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n`],
    ['NUL in a header', `GET ${LIST} HTTP/1.1\r\nHost: a\r\nX-A: a\0b\r\n\r\n`],
    ['no Host', `GET ${LIST} HTTP/1.1\r\n\r\n`],
    ['two lengths', post('{}', ['Content-Length: 3'])],
    ['a negative length', request('/recommendations', ['Content-Length: -1'], 'POST')],
    ['a length and chunks', post('{}', [CHUNKED])],
    ['a chunk of no size', request('/recommendations', [JSON_TYPE, CHUNKED], 'POST', 'zz\r\n')],
  ])('is no HTTP: %s', async (_, text) => {
    expectProblem(await answerTo(text), 400);
  });
});

describe('a body', () => {
  it.each([
    ['__proto__', '{"advertisers":["A"],"__proto__":{"limit":1}}', 400],
    ['constructor', '{"advertisers":["A"],"constructor":{"prototype":{}}}', 400],
    ['__proto__ for itself', '{"__proto__":{"advertisers":["A"]}}', 400],
    ['an object where a list belongs', '{"advertisers":{"length":1,"0":"A"}}', 400],
    ['a list in a list', '{"advertisers":[["A"]]}', 400],
    ['null', 'null', 400],
    ['a list', '[]', 400],
    ['null where a value belongs', '{"advertisers":["A"],"date":null}', 400],
    ['a number beyond all limits', '{"advertisers":["A"],"limit":1e999}', 400],
    ['an id of 10,000 characters', `{"advertisers":["${'x'.repeat(10_000)}"]}`, 400],
    ['NUL', '{"advertisers":["\\u0000"]}', 400],
    ['10,000 brackets', '['.repeat(10_000), 400],
    ['half of it', '{"advertisers":["A"', 400],
    ['nothing', '', 400],
    ['bytes of no UTF-8', '{"advertisers":["\xff"]}', 200],
    ['half a surrogate pair', '{"advertisers":["\\ud800"]}', 200],
  ])('with %s is told what is wrong with it, or has a slot for it', async (_, body, status) => {
    const answer = await answerTo(post(body));
    if (status === 400) expectProblem(answer, 400);
    else
      expect(JSON.parse(answer.body)).toMatchObject({
        results: MODELS.map(() => ({ error: { status: 404 } })),
      });
  });

  it.each([
    ['form data', ['Content-Type: application/x-www-form-urlencoded']],
    ['another character set', ['Content-Type: application/json; charset=koi8-r']],
    ['an unknown encoding', [JSON_TYPE, 'Content-Encoding: zstd']],
    ['no type', []],
  ])('of %s is refused with 415', async (_, headers) => {
    const answer = await answerTo(
      request('/recommendations', ['Content-Length: 2', ...headers], 'POST', '{}'),
    );
    expectProblem(answer, 415);
  });

  it('of 10 MB is refused, its length known or not', async () => {
    const body = Buffer.alloc(10 * MEGABYTE, ' ');
    const known = request('/recommendations', [JSON_TYPE, `Content-Length: ${String(body.length)}`], 'POST');
    expectProblem(await answerTo(known, body), 413);
    const chunked = request('/recommendations', [JSON_TYPE, CHUNKED], 'POST');
    const chunk = `${body.length.toString(16)}\r\n`;
    expectProblem(await answerTo(chunked, chunk, body, '\r\n0\r\n\r\n'), 413);
  });

  it('of 10 MB in a few packed bytes is refused', async () => {
    const packed = gzipSync(Buffer.alloc(10 * MEGABYTE, ' '));
    const headers = [JSON_TYPE, 'Content-Encoding: gzip'];
    const head = request(
      '/recommendations',
      [...headers, `Content-Length: ${String(packed.length)}`],
      'POST',
    );
    expectProblem(await answerTo(head, packed), 413);
  });
});

describe('a connection', () => {
  it('gets the answers to 50 requests that are sent at once, whole and in their order', async () => {
    const targets = Array.from({ length: 50 }, (_, i) =>
      i % 3 === 2 ? `/history/never-${String(i)}` : `${LIST}?limit=${String(1 + (i % 20))}`,
    );
    const used = connection().send(
      targets.map((target, i) => request(target, [`X-Request-Id: id-${String(i)}`])).join(''),
    );
    const answers = await used.read(targets.length);
    expect(answers.map(({ headers }) => headers['x-request-id'])).toEqual(
      targets.map((_, i) => `id-${String(i)}`),
    );
    for (const [i, answer] of answers.entries()) {
      if (i % 3 === 2) expectProblem(answer, 404);
      else expect(JSON.parse(answer.body)).toMatchObject({ recommendations: [{ product_id: 'p1' }] });
    }
  });

  it('gets the answer that is under way before the one to garbage behind it', async () => {
    const used = connection().send(`${request('/runs')}garbage\r\n\r\n`);
    const [first, second] = await used.read(2);
    expect(first?.status).toBe(200);
    expectProblem(second!, 400);
    await used.closed;
  });

  it('may name the whole URL, as to a proxy', async () => {
    const { status, body } = await answerTo(request(`http://api.test${LIST}`));
    expect({ status, body }).toMatchObject({ status: 200, body: expect.stringContaining('"p1"') as string });
    expect((await answerTo(request('http://api.test/health/live'))).status).toBe(200);
    const overview = await answerTo(request('http://api.test'));
    expect(overview).toMatchObject({ status: 200, body: expect.stringContaining('<html') as string });
    expectProblem(await answerTo(request('http://api.test?x=1')), 400);
  });

  it.each([
    ['Expect: the-unexpected', 200],
    ['Upgrade: websocket\r\nConnection: Upgrade', 200],
    ['If-None-Match: "', 200],
    ['Range: bytes=0-1', 200],
    ['X-Request-Id: \xff\xfe', 200],
    ['Authorization: Bearer \xff', 200],
    ['Content-Length: 0', 200],
  ])('is served with the header %j', async (header, status) => {
    expect((await answerTo(request(LIST, [header]))).status).toBe(status);
  });
});
