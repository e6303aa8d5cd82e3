import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A connection that sends whatever it is told to. */
export class RawConnection {
  readonly socket: Socket;
  /** Milliseconds from the start to its end, whichever side ended it. */
  readonly closed: Promise<number>;
  #received = Buffer.alloc(0);
  #changed: () => void = () => undefined;
  #isClosed = false;

  constructor(port: number) {
    const startedAt = performance.now();
    this.socket = connect({ port, host: '127.0.0.1' });
    // That it is cut off is what some tests are about.
    this.socket.on('error', () => undefined);
    this.socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#changed();
    });
    this.closed = new Promise((resolve) =>
      this.socket.once('close', () => {
        this.#isClosed = true;
        this.#changed();
        resolve(performance.now() - startedAt);
      }),
    );
  }

  /** Sends text as Latin-1, a byte for each character, or bytes as they are. */
  send(what: string | Buffer): this {
    this.socket.write(what, 'latin1');
    return this;
  }

  /** The next answers, as many as there are before the connection ends. */
  async read(count = 1): Promise<RawAnswer[]> {
    const answers: RawAnswer[] = [];
    while (answers.length < count) {
      const answer = this.#take();
      if (answer !== undefined) answers.push(answer);
      else if (this.#isClosed) break;
      else await new Promise<void>((resolve) => (this.#changed = resolve));
    }
    return answers;
  }

  close(): void {
    this.socket.destroy();
  }

  #take(): RawAnswer | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const [first = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1]);
    const length = status < 200 ? 0 : Number(headers['content-length']);
    if (Number.isNaN(length)) throw new Error(`an answer without a length: ${first}`);
    if (this.#received.length < end + 4 + length) return undefined;
    const body = this.#received.toString('utf8', end + 4, end + 4 + length);
    this.#received = this.#received.subarray(end + 4 + length);
    return { status, headers, body };
  }
}
