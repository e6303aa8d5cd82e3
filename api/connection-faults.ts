import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Connections } from './connections';
import type { ProblemKind } from './endpoints/problems';
import { Problem } from './problem';

/** By the code of Node's error: what no request could be made of. */
const KINDS: Readonly<Record<string, { readonly kind: ProblemKind; readonly detail: string }>> = {
  HPE_HEADER_OVERFLOW: {
    kind: 'headersTooLarge',
    detail: 'the request line and its headers may have 16 KiB',
  },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { kind: 'tooLarge', detail: 'the extensions of a chunk are too long' },
  ERR_HTTP_REQUEST_TIMEOUT: { kind: 'tooSlow', detail: 'the request did not arrive in time' },
};
const NOT_HTTP = { kind: 'badRequest', detail: 'this is not HTTP/1.1 as RFC 9112 describes it' } as const;

/** What answering faults needs. */
interface ConnectionFaultParts {
  readonly connections: Connections;
  readonly now: () => Date;
  /** Told the status of each answer. */
  readonly onAnswered: (status: number) => void;
}

/**
 * Answers what Node gives up on before there is a request, as a problem, and closes the connection. An answer that is
 * still being made for the same connection goes first.
 */
export function answerConnectionFaults(
  server: Server,
  { connections, now, onAnswered }: ConnectionFaultParts,
): void {
  const answer = (socket: Duplex, problem: Problem, headers?: string) => {
    socket.write(asText(problem, now(), headers));
    onAnswered(problem.status);
    socket.destroy();
  };
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const refuse = () => {
      const { kind, detail } = KINDS[error.code ?? ''] ?? NOT_HTTP;
      if (socket.writable && error.code !== 'ECONNRESET') answer(socket, new Problem(kind, detail));
      else socket.destroy();
    };
    const last = connections.newestResponse(socket);
    if (last === undefined || last.closed) refuse();
    // It is the body of this request that is at fault.
    else if (!last.req.complete && !last.headersSent) refuse();
    else last.once('close', refuse);
  });
  // Node would close the connection without a word.
  server.on('connect', ({ url }: IncomingMessage, socket: Duplex) => {
    const problem = new Problem('wrongMethod', `${url ?? ''} cannot be connected to: this is no proxy`);
    answer(socket, problem, 'Allow: GET, HEAD, POST\r\n');
  });
}

function asText({ status, body }: Problem, now: Date, headers = ''): string {
  const text = JSON.stringify(body);
  return (
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}\r\n` +
    `Date: ${now.toUTCString()}\r\n` +
    `X-Request-Id: ${randomUUID()}\r\n` +
    headers +
    'Cache-Control: no-store\r\n' +
    'Content-Type: application/problem+json\r\n' +
    `Content-Length: ${String(Buffer.byteLength(text))}\r\n` +
    `Connection: close\r\n\r\n${text}`
  );
}
