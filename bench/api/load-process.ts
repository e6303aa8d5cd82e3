import autocannon from 'autocannon';
import { Latencies } from './latencies';
import type { Ask, LoadMessage, LoadReport, LoadRound } from './load-round';
import { MarkCheck } from './mark-check';
import { drawn } from './random';

/** Requests of each connection before it repeats them. */
const DRAWS = 250;
const SAMPLE_MS = 100;
const TIMEOUT_SECONDS = 10;

/** Runs one round; `onStart` receives the function that ends it early. */
async function run(round: LoadRound, onStart: (finish: () => void) => void): Promise<LoadReport> {
  const check = round.checksMarks ? new MarkCheck() : undefined;
  const latencies = new Latencies();
  const known = new Set<unknown>();
  let firstError: string | undefined;
  let [startedAt, lastAnswerAt] = [performance.now(), performance.now()];
  let cpuAtStart = process.cpuUsage();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(optionsOf(round, check), (error: Error | null, ended) => {
      if (error === null) resolve(ended);
      else reject(error);
    });
    instance.on('response', (client, _status, _bytes, ms) => {
      lastAnswerAt = performance.now();
      // The first request of a connection was sent while the others were still being prepared.
      if (known.has(client)) latencies.record(ms);
      else known.add(client);
    });
    instance.on('reqError', (error: Error) => (firstError ??= error.message));
    instance.on('start', () => {
      [startedAt, lastAnswerAt] = [performance.now(), performance.now()];
      cpuAtStart = process.cpuUsage();
      onStart(() => {
        instance.stop();
      });
    });
  });
  const { user, system } = process.cpuUsage(cpuAtStart);
  const requests = result.requests.total;
  const lost = Math.max(0, result.requests.sent - requests - round.connections);
  const seconds = (lastAnswerAt - startedAt) / 1_000;
  return {
    requests,
    seconds,
    p50Ms: latencies.percentile(0.5),
    p99Ms: latencies.percentile(0.99),
    statuses: Object.fromEntries(
      Object.entries(result.statusCodeStats ?? {}).map(([status, { count = 0 }]) => [status, count]),
    ),
    errors: result.errors + result.mismatches + lost,
    firstError: firstError ?? check?.firstError ?? (lost > 0 ? 'a connection was closed' : undefined),
    busy: (user + system) / 1e6 / seconds,
    marks: check?.marks ?? [],
  };
}

function optionsOf(round: LoadRound, check: MarkCheck | undefined): autocannon.Options {
  const sequences = sequencesOf(round);
  return {
    url: `http://127.0.0.1:${round.port}`,
    connections: round.connections,
    duration: round.seconds,
    timeout: TIMEOUT_SECONDS,
    sampleInt: SAMPLE_MS,
    ...(round.isWalk ? { maxConnectionRequests: sequences[0]?.length ?? 0 } : {}),
    headers: round.headers,
    setupClient: (client) => {
      client.setRequests((sequences.shift() ?? []).map(requestOf));
    },
    ...(check === undefined
      ? {}
      : { verifyBody: (body: unknown) => typeof body === 'string' && check.check(body) }),
  };
}

/** What each connection asks for. */
function sequencesOf({ asks, isWalk, connections }: LoadRound): Ask[][] {
  const length = isWalk ? Math.floor(asks.length / connections) : DRAWS;
  return Array.from({ length: connections }, (_, connection) =>
    isWalk ? asks.slice(connection * length, (connection + 1) * length) : drawn(asks, length),
  );
}

function requestOf({ path, etag }: Ask): autocannon.Request {
  return { path, ...(etag === undefined ? {} : { headers: { 'if-none-match': etag } }) };
}

let finish = () => undefined as unknown;
process.on('message', (message: LoadMessage) => {
  if (message === 'finish') finish();
  else void run(message, (end) => (finish = end)).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit());
