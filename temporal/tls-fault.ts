import { once } from 'node:events';
import { connect } from 'node:tls';
import type { ClientConnectConfig } from '@temporalio/envconfig';

const HANDSHAKE_TIMEOUT_MS = 5_000;

/**
 * Why a TLS connection to the server fails: its certificate, our certificate, or a server without TLS. The SDK's client
 * retries until its timeout, and then reports only the timeout. Undefined without TLS in the settings, or if the handshake
 * succeeds.
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
