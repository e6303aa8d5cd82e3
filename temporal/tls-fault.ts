import { once } from 'node:events';
import { connect } from 'node:tls';
import type { ClientConnectConfig } from '@temporalio/envconfig';

const HANDSHAKE_TIMEOUT_MS = 5_000;

/**
 * Why no TLS connection to the server can be had: its certificate, ours, or that it speaks none. The SDK's client tries again
 * until its time is up, and then knows the time only. Undefined where the settings ask for no TLS, or the handshake goes well.
 */
export async function findTlsFault({ connectionOptions }: ClientConnectConfig): Promise<string | undefined> {
  const { address = '', tls, apiKey } = connectionOptions;
  if (tls === false || tls === null || (tls === undefined && apiKey === undefined)) return undefined;
  const { hostname, port } = new URL(`tcp://${address}`);
  const { serverNameOverride, serverRootCACertificate, clientCertPair } = tls === true ? {} : (tls ?? {});
  const socket = connect({
    host: hostname,
    port: Number(port),
    ALPNProtocols: ['h2'],
    ...(serverNameOverride === undefined ? {} : { servername: serverNameOverride }),
    ...(serverRootCACertificate === undefined ? {} : { ca: Buffer.from(serverRootCACertificate) }),
    ...(clientCertPair
      ? { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }
      : {}),
  });
  try {
    await once(socket, 'secureConnect', { signal: AbortSignal.timeout(HANDSHAKE_TIMEOUT_MS) });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    socket.destroy();
  }
}
