import { Client } from 'pg';
import { ConnectionSockets } from './connection-sockets';
import { readConnectionUrl } from './connection-url';

/** The channel on which each publication announces its execution date, at its COMMIT. */
export const PUBLICATIONS_CHANNEL = 'adtech_publications';
/** The channel on which each evaluation announces the day that lists were scored on, at its COMMIT. */
export const EVALUATIONS_CHANNEL = 'adtech_evaluations';

const CONNECT_TIMEOUT_MS = 3_000;
/** Interval and time limit of the check that the connection is alive. */
const HEARTBEAT_EVERY_MS = 1_000;
const HEARTBEAT_TIMEOUT_MS = 1_500;
/** Waits between attempts to connect. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5_000;

/** The callbacks of a listener. */
export interface NotificationEvents {
  /** A notification that arrived. */
  readonly onNotification: (channel: string, payload: string) => void;
  /** From now on every notification arrives; earlier ones may have been missed. */
  readonly onListening: () => void;
  /** The server answered: every notification sent before this moment has arrived. */
  readonly onAlive: () => void;
  /** Notifications may be missed until `onListening`. */
  readonly onLost: (error: Error) => void;
}

/** Listens to notifications over a separate connection, and reconnects whenever it is lost. */
export class NotificationListener {
  readonly #url: string;
  readonly #channels: readonly string[];
  readonly #events: NotificationEvents;
  readonly #sockets = new ConnectionSockets();
  #client: Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #waitMs = FIRST_WAIT_MS;
  #isStopped = false;

  constructor(url: string, channels: readonly string[], events: NotificationEvents) {
    // A listener does not need a URL's session settings, and poolers refuse them.
    this.#url = readConnectionUrl(url).url;
    this.#channels = channels;
    this.#events = events;
  }

  /** Begins to listen, and retries until it succeeds. */
  start(): void {
    void this.#connect();
  }

  /** Closes the connection, within a second if the server does not respond. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#client?.end().catch(() => undefined);
    this.#client = undefined;
    await this.#sockets.closed();
  }

  async #connect(): Promise<void> {
    const client = new Client({
      connectionString: this.#url,
      application_name: 'adtech-listener',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: HEARTBEAT_TIMEOUT_MS,
      keepAlive: true,
      stream: this.#sockets.create,
    });
    this.#client = client;
    const lose = (error: Error) => {
      this.#lose(client, error);
    };
    client.on('error', lose);
    client.on('end', () => {
      lose(new Error('the connection has ended'));
    });
    client.on('notification', ({ channel, payload }) => {
      this.#events.onNotification(channel, payload ?? '');
    });
    try {
      await client.connect();
      for (const channel of this.#channels) await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      if (this.#client !== client) return;
      this.#waitMs = FIRST_WAIT_MS;
      this.#events.onListening();
      this.#beatLater(client);
    } catch (error) {
      lose(error as Error);
    }
  }

  #beatLater(client: Client): void {
    this.#timer = setTimeout(() => {
      client.query('SELECT').then(
        () => {
          if (this.#client !== client) return;
          this.#events.onAlive();
          this.#beatLater(client);
        },
        (error: unknown) => {
          this.#lose(client, error as Error);
        },
      );
    }, HEARTBEAT_EVERY_MS);
  }

  #lose(client: Client, error: Error): void {
    if (this.#client !== client || this.#isStopped) return;
    this.#client = undefined;
    clearTimeout(this.#timer);
    this.#sockets.destroy();
    this.#events.onLost(error);
    this.#timer = setTimeout(() => void this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
  }
}
