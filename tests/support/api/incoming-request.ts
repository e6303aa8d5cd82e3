import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** As much of a request as decides who is let in. */
export function incomingRequest(
  headers: IncomingHttpHeaders = {},
  remoteAddress = '192.0.2.1',
): IncomingMessage {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage;
}
