import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { AnswerCache } from './answers/answer-cache';
import { registerRecordMetrics } from './record-metrics';
import type { RecordSources } from './record-metrics';

/** Seconds; a hot list takes less than the first. */
const LATENCY_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** What is read when metrics are asked for. */
interface MetricSources extends RecordSources {
  readonly cache: AnswerCache;
  readonly pool: () => { readonly total: number; readonly idle: number; readonly waiting: number };
}

/** How a request was answered, as far as the cache goes. */
type CacheOutcome = 'hit' | 'miss' | 'none';

/** Requests of one kind; the counter is told of them when it is read, since that costs more than counting. */
interface Tally {
  count: number;
  readonly requests: Counter.Internal;
  readonly durations: Histogram.Internal<'route'>;
}

/** The API's metrics, in Prometheus' text form. */
export class ApiMetrics {
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'adtech_api_requests_total',
    help: 'Requests answered, by route, status and cache (hit, miss, none).',
    labelNames: ['route', 'status', 'cache'] as const,
    registers: [this.registry],
    collect: () => {
      this.#count();
    },
  });
  readonly #seconds = new Histogram({
    name: 'adtech_api_request_duration_seconds',
    help: 'Time from the arrival of a request to its answer, by route.',
    labelNames: ['route'] as const,
    buckets: LATENCY_BUCKETS,
    registers: [this.registry],
  });
  /** By route, by what the cache did, and by status. */
  readonly #tallies = new Map<string, Record<CacheOutcome, Map<number, Tally>>>();

  constructor({ cache, pool, ...record }: MetricSources) {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    gauge('adtech_api_cache_bytes', 'Bytes of answers kept.', registers, () => cache.bytes);
    gauge('adtech_api_cache_answers', 'Answers kept.', registers, () => cache.size);
    gauge('adtech_api_pool_connections', 'Database connections open.', registers, () => pool().total);
    gauge('adtech_api_pool_idle', 'Database connections that are idle.', registers, () => pool().idle);
    gauge('adtech_api_pool_waiting', 'Requests waiting for a connection.', registers, () => pool().waiting);
    registerRecordMetrics(this.registry, record);
  }

  /** Counts a request that has been answered. */
  observe(route: string, status: number, cache: CacheOutcome, seconds: number): void {
    let ofRoute = this.#tallies.get(route);
    if (ofRoute === undefined) {
      ofRoute = { hit: new Map(), miss: new Map(), none: new Map() };
      this.#tallies.set(route, ofRoute);
    }
    let tally = ofRoute[cache].get(status);
    if (tally === undefined) {
      const requests = this.#requests.labels(route, String(status), cache);
      tally = { count: 0, requests, durations: this.#seconds.labels(route) };
      ofRoute[cache].set(status, tally);
    }
    tally.count++;
    tally.durations.observe(seconds);
  }

  /** Adds the requests since the last time to the counter. */
  #count(): void {
    for (const ofRoute of this.#tallies.values()) {
      for (const tally of Object.values(ofRoute).flatMap((ofStatus) => [...ofStatus.values()])) {
        tally.requests.inc(tally.count);
        tally.count = 0;
      }
    }
  }
}

function gauge(name: string, help: string, registers: Registry[], read: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}

/** A server of metrics. */
export interface RunningMetrics {
  readonly port: number;
  stop(): Promise<void>;
}

/** Serves `/metrics` on a separate port. @throws the system's error when the port is taken. */
export async function startMetrics(
  { registry }: ApiMetrics,
  { host, port }: { readonly host?: string; readonly port: number },
): Promise<RunningMetrics> {
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('metrics are at /metrics\n');
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'Content-Type': registry.contentType }).end(text),
      () => response.writeHead(500, { 'Content-Type': 'text/plain' }).end('metrics could not be read\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
