import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { Certified } from './certificates';

/** A proxy that speaks TLS to its clients and none to the server behind it, as a load balancer does. */
export interface TlsProxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts one in front of an HTTP/2 server; with `clientAuthority` only clients with a certificate of that get in. */
export async function startTlsProxy(
  target: { readonly host: string; readonly port: number },
  server: Certified,
  clientAuthority?: Certified,
): Promise<TlsProxy> {
  const open = new Set<Socket>();
  const listener = createServer(
    {
      ...server,
      ALPNProtocols: ['h2'],
      ...(clientAuthority === undefined ? {} : { ca: clientAuthority.cert, requestCert: true }),
    },
    (client) => {
      const behind = connect(target);
      for (const [one, other] of [
        [client, behind],
        [behind, client],
      ] as const) {
        open.add(one);
        one
          .on('error', () => other.destroy())
          .once('close', () => {
            open.delete(one);
            other.destroy();
          });
        one.pipe(other);
      }
    },
  );
  listener.on('tlsClientError', () => undefined);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
