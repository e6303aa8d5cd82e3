import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One connection through the proxy. */
export interface ProxiedConnection {
  /** Bytes that came from the server so far, whether or not they went on. */
  readonly bytesFromServer: number;
  /** Ends both sides at once, as a broken network or a killed process does. */
  cut(): void;
  /** Ends the client's side alone: the server works on and learns of it when it looks. */
  cutClient(): void;
}

/** What happens to bytes on their way; what is returned goes on, undefined drops them. */
export interface ProxyHooks {
  readonly toServer?: (bytes: Buffer, connection: ProxiedConnection) => Buffer | undefined;
  readonly toClient?: (bytes: Buffer, connection: ProxiedConnection) => Buffer | undefined;
}

/** `refuse`: no connection is taken; `hang`: they are taken and nothing passes, new or old, until the mode changes. */
export type ProxyMode = 'pass' | 'hang' | 'refuse';

/** A TCP proxy that causes network faults for real. */
export interface TcpProxy {
  readonly port: number;
  /** Replaces the hooks of all connections. */
  hooks: ProxyHooks;
  /** How long bytes from the server take to the client, each portion after the one before it. */
  delayMs: number;
  setMode(mode: ProxyMode): Promise<void>;
  /** From now on drops all bytes of the open connections silently; later connections work. */
  silenceOpenConnections(): void;
  cutAll(): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free local port, in front of `target`. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const open = new Set<Link>();
  let mode: ProxyMode = 'pass';
  const server = createServer((client) => {
    const link = new Link(client, target, () => proxy);
    open.add(link);
    link.onClose(() => open.delete(link));
    if (mode === 'hang') link.pause();
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const cutAll = () => {
    for (const link of open) link.cut();
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    cutAll();
    await closed;
  };
  const proxy: TcpProxy = {
    port: await listen(0),
    hooks: {},
    delayMs: 0,
    setMode: async (next) => {
      mode = next;
      if (next === 'refuse') await close();
      else if (!server.listening) await listen(proxy.port);
      for (const link of open) {
        if (next === 'hang') link.pause();
        else link.resume();
      }
    },
    silenceOpenConnections: () => {
      for (const link of open) link.pause({ forGood: true });
    },
    cutAll,
    stop: close,
  };
  return proxy;
}

/** The URL of a server, changed so that the connection goes through the proxy. */
export function throughProxy(url: string, proxy: TcpProxy): string {
  const address = new URL(url);
  address.hostname = '127.0.0.1';
  address.port = String(proxy.port);
  return address.href.replace(/\/$/, '');
}

/** Where a URL's server listens. */
export function targetOf(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url);
  return { host: hostname, port: Number(port) };
}

class Link implements ProxiedConnection {
  bytesFromServer = 0;
  readonly #client: Socket;
  readonly #server: Socket;
  #silent = false;
  /** Settles when everything that came from the server so far has gone on. */
  #delivered = Promise.resolve();

  constructor(
    client: Socket,
    target: { host: string; port: number },
    proxy: () => Pick<TcpProxy, 'hooks' | 'delayMs'>,
  ) {
    this.#client = client;
    this.#server = connect(target);
    const cut = () => {
      this.cut();
    };
    client.on('error', cut).on('end', () => this.#server.end());
    this.#server.on('error', cut).on('end', () => {
      void this.#delivered.then(() => client.end());
    });
    client.on('data', (bytes) => {
      const passed = pass(proxy().hooks.toServer, bytes, this);
      if (passed !== undefined && !this.#server.destroyed) this.#server.write(passed);
    });
    this.#server.on('data', (bytes) => {
      this.bytesFromServer += bytes.length;
      const { hooks, delayMs } = proxy();
      const passed = pass(hooks.toClient, bytes, this);
      if (passed === undefined) return;
      if (delayMs === 0) this.#deliver(passed);
      else
        this.#delivered = this.#delivered
          .then(() => sleep(delayMs))
          .then(() => {
            this.#deliver(passed);
          });
    });
  }

  #deliver(bytes: Buffer): void {
    if (this.#client.destroyed || this.#client.write(bytes)) return;
    this.#server.pause();
    this.#client.once('drain', () => {
      if (!this.#silent) this.#server.resume();
    });
  }

  cut(): void {
    this.#client.destroy();
    this.#server.destroy();
  }

  cutClient(): void {
    this.#client.destroy();
  }

  onClose(listener: () => void): void {
    this.#server.once('close', listener);
  }

  pause(options: { forGood?: boolean } = {}): void {
    if (options.forGood === true) this.#silent = true;
    this.#client.pause();
    this.#server.pause();
  }

  resume(): void {
    if (this.#silent) return;
    this.#client.resume();
    this.#server.resume();
  }
}

function pass(
  hook: ((bytes: Buffer, connection: ProxiedConnection) => Buffer | undefined) | undefined,
  bytes: Buffer,
  connection: ProxiedConnection,
): Buffer | undefined {
  return hook === undefined ? bytes : hook(bytes, connection);
}
