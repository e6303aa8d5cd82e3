import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a webhook was sent. */
interface Delivery {
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** What it answered. */
  readonly status: number;
}

/** A webhook on this machine that keeps what it is sent. */
export interface Webhook {
  /** Its address, with a secret in the path. */
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** The deliveries that it took. */
  taken(): readonly Delivery[];
  /** Answers the next requests with these, and then with 200 again. */
  answerNext(...statuses: readonly number[]): void;
  close(): Promise<void>;
}

/** Starts a webhook on a free port. */
export async function startWebhook(secret: string): Promise<Webhook> {
  const deliveries: Delivery[] = [];
  const next: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = next.shift() ?? 200;
      const text = Buffer.concat(chunks).toString();
      deliveries.push({ path: request.url ?? '', body: JSON.parse(text) as Delivery['body'], status });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/hooks/${secret}`,
    deliveries,
    taken: () => deliveries.filter(({ status }) => status === 200),
    answerNext: (...statuses) => {
      next.push(...statuses);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
