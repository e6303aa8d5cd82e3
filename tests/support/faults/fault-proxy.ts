import { once } from 'node:events';
import { Agent, createServer, request as sendRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { targetOf } from '../servers/tcp-proxy';

/** What happens to a request to an object store. */
export type LakeFault =
  /** It is answered with this, and the store learns nothing of it; a fault with S3's XML, unless it is to be bare. */
  | { readonly kind: 'answer'; readonly status: number; readonly isBare?: boolean }
  /** The store answers, and these headers are added. */
  | { readonly kind: 'headers'; readonly add: Readonly<Record<string, string>> }
  /** The connection breaks when this share (0 to 1) of the answer's body has gone through. */
  | { readonly kind: 'cut'; readonly share: number }
  /** The answer's body goes through at 1 KB a second. */
  | { readonly kind: 'drip' }
  /** The store does what it is asked, and the connection breaks before its answer. */
  | { readonly kind: 'lose-answer' }
  /** No fault, but `happens` runs before the store gets the request. */
  | { readonly kind: 'before'; readonly happens: () => Promise<void> }
  /** No fault, but `tell` is called when the store begins to answer. */
  | { readonly kind: 'answered'; readonly tell: () => void };

/** Which requests a fault hits. */
export interface FaultRule {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  /** Of the path below the bucket; empty when objects are listed. */
  readonly key: RegExp;
  /** Of the `Range` header; any where it is not given. */
  readonly range?: RegExp;
  /** How often; once by default. */
  readonly times?: number;
  /** Whether `times` goes for each key by itself. */
  readonly eachKey?: boolean;
  readonly fault: LakeFault;
}

/** A fault that has been put in; tells which requests it has hit. */
export interface InjectedFault {
  readonly hits: readonly string[];
}

/** An HTTP proxy in front of an object store that causes faults for real. */
export interface FaultProxy {
  /** The endpoint under which clients reach the store; they sign for it, so their `Host` header goes on as it is. */
  readonly url: string;
  /** Adds a fault; of several that fit a request the first counts. */
  inject(rule: FaultRule): InjectedFault;
  /** Takes all faults out. */
  clear(): void;
  /** Breaks all connections. */
  stop(): Promise<void>;
}

const DRIP_BYTES = 1024;
const DRIP_EVERY_MS = 1_000;

/** Starts a proxy on a free local port, in front of the store at `endpoint`. */
export async function startFaultProxy(endpoint: string): Promise<FaultProxy> {
  const target = targetOf(endpoint);
  const agent = new Agent({ keepAlive: true });
  let rules: (FaultRule & { readonly hits: string[] })[] = [];
  const pick = (request: IncomingMessage): LakeFault | undefined => {
    const { method = '', headers } = request;
    const key = keyOf(request);
    const rule = rules.find(
      ({ hits, times = 1, eachKey = false, ...one }) =>
        one.method === method &&
        one.key.test(key) &&
        (one.range === undefined || one.range.test(headers.range ?? '')) &&
        (eachKey ? hits.filter((hit) => hit === key) : hits).length < times,
    );
    rule?.hits.push(key);
    return rule?.fault;
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => {
      response.destroy();
    });
  });
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const fault = pick(request);
    if (fault?.kind === 'answer') return refuse(request, response, fault);
    if (fault?.kind === 'before') await fault.happens();
    const { method, url: path, headers } = request;
    const passed = sendRequest({ ...target, agent, method, path, headers });
    // When one side disconnects, the other side is closed too.
    response.once('close', () => passed.destroy());
    request.pipe(passed);
    const [answer] = (await once(passed, 'response')) as [IncomingMessage];
    answer.on('error', () => response.destroy());
    if (fault?.kind === 'lose-answer') {
      response.destroy();
      return;
    }
    if (fault?.kind === 'answered') fault.tell();
    if (fault?.kind === 'headers')
      response.writeHead(answer.statusCode ?? 502, { ...answer.headers, ...fault.add });
    else response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    if (fault?.kind === 'cut') await sendShare(answer, response, fault.share);
    else if (fault?.kind === 'drip') await drip(answer, response);
    else answer.pipe(response);
  };

  // A body that waits for its turn must not be timed out here.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    inject: (rule) => {
      const injected = { ...rule, hits: [] };
      rules.push(injected);
      return injected;
    },
    clear: () => {
      rules = [];
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

function keyOf({ url = '' }: IncomingMessage): string {
  const [, , ...key] = new URL(url, 'http://store').pathname.split('/');
  return decodeURIComponent(key.join('/'));
}

async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, isBare = false }: Extract<LakeFault, { kind: 'answer' }>,
): Promise<void> {
  request.resume();
  if (!request.complete) await once(request, 'end');
  if (isBare) {
    response.writeHead(status, { etag: '"bare"', 'content-length': 0 }).end();
    return;
  }
  const code = status === 500 ? 'InternalError' : 'SlowDown';
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>a fault of the test</Message></Error>`,
  );
}

async function sendShare(answer: IncomingMessage, response: ServerResponse, share: number): Promise<void> {
  let left = Math.floor(Number(answer.headers['content-length']) * share);
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    const piece = chunk.subarray(0, left);
    left -= piece.length;
    await new Promise((resolve) => response.write(piece, resolve));
    if (left === 0) break;
  }
  response.destroy();
}

async function drip(answer: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    for (let at = 0; at < chunk.length; at += DRIP_BYTES) {
      if (response.destroyed) return;
      response.write(chunk.subarray(at, at + DRIP_BYTES));
      await new Promise((resolve) => setTimeout(resolve, DRIP_EVERY_MS));
    }
  }
  response.end();
}
