import type { ServerResponse } from 'node:http';

/** Responses that have their head, and what is left to send, in turn. */
let waiting: [ServerResponse, Buffer | undefined][] = [];

/**
 * Ends a response together with all others of this turn of the event loop. Sent one by one between other work, each
 * answer wakes a reader that has gone to sleep since the last: that costs more than making the answer.
 */
export function endTogether(response: ServerResponse, body?: Buffer): void {
  if (waiting.push([response, body]) === 1) setImmediate(endAll);
}

function endAll(): void {
  const ending = waiting;
  waiting = [];
  for (const [response, body] of ending) response.end(body);
}
