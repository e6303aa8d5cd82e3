import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const NEWEST = Symbol('newest response');

type Asked = Duplex & { [NEWEST]?: ServerResponse };

/** What has been asked on each open connection. */
export class Connections {
  readonly #open = new Set<Asked>();

  /** A connection that a server has accepted. */
  opened(connection: Duplex): void {
    this.#open.add(connection);
    connection.once('close', () => this.#open.delete(connection));
  }

  /** A request that has arrived, by its response. */
  asked(response: ServerResponse): void {
    // In a map, the look-up would cost more than all that is done with it.
    if (response.socket !== null) (response.socket as Asked)[NEWEST] = response;
  }

  /** The response to the newest request of a connection. */
  newestResponse(connection: Duplex): ServerResponse | undefined {
    return (connection as Asked)[NEWEST];
  }

  /** Closes those on which nothing was ever asked. */
  closeUnused(): void {
    for (const connection of this.#open) {
      if (connection[NEWEST] === undefined) connection.destroy();
    }
  }
}
