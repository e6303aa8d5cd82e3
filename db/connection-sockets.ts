import { Socket } from 'node:net';

/** Time limit for the server to close a connection after its Terminate message. */
const CLOSE_WITHIN_MS = 1_000;

/**
 * The sockets of connections to Postgres. A server that no longer responds never closes its end, and a client that waits
 * for this never stops.
 */
export class ConnectionSockets {
  readonly #open = new Set<Socket>();

  /** Creates a socket, for pg's option `stream`. */
  readonly create = (): Socket => {
    const socket = new Socket();
    this.#open.add(socket);
    socket.once('close', () => this.#open.delete(socket));
    return socket;
  };

  /** Closes all open sockets without a Terminate message. */
  destroy(): void {
    for (const socket of this.#open) socket.destroy();
  }

  /** Resolves when all are closed, by their servers or, after 1 s, by this process. */
  async closed(): Promise<void> {
    const late = setTimeout(() => {
      this.destroy();
    }, CLOSE_WITHIN_MS);
    await Promise.all(
      [...this.#open].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
    clearTimeout(late);
  }
}
