import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadSettings } from '../../config/settings';
import { connectClient, TemporalUnreachableError } from '../../temporal/connect';
import { connectWorker } from '../../temporal/connect-worker';
import { certify, createAuthority } from '../support/servers/certificates';
import type { Certified } from '../support/servers/certificates';
import { testEndpoints } from '../support/servers/endpoints';
import { targetOf } from '../support/servers/tcp-proxy';
import { startTlsProxy } from '../support/servers/tls-proxy';
import type { TlsProxy } from '../support/servers/tls-proxy';

let folder: string;
let authority: Certified;
let client: Certified;
let proxy: TlsProxy;
let mutual: TlsProxy;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-tls-'));
  authority = await createAuthority('authority of the test');
  client = await certify(authority, ['client.test']);
  const server = await certify(authority, ['127.0.0.1', 'temporal.test']);
  const target = targetOf(`http://${testEndpoints().temporalAddress}`);
  proxy = await startTlsProxy(target, server);
  mutual = await startTlsProxy(target, server, authority);
});
afterAll(async () => {
  await Promise.all([proxy.stop(), mutual.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** A file with this text, as settings name one. */
function file(name: string, text: string): string {
  const place = path.join(folder, name);
  writeFileSync(place, text);
  return place;
}

/** Both kinds of connection, made as the settings say; what the server is called, by each. */
async function connect(env: Record<string, string>): Promise<unknown> {
  const { temporal } = loadSettings({ TEMPORAL_TLS: 'true', ...env });
  const { connection } = await connectClient(temporal);
  try {
    const worker = await connectWorker(temporal);
    await worker.close();
    return (await connection.workflowService.getSystemInfo({})).serverVersion;
  } finally {
    await connection.close();
  }
}

const at = ({ port }: TlsProxy) => ({ TEMPORAL_ADDRESS: `127.0.0.1:${String(port)}` });

describe('Temporal behind TLS', () => {
  it('is reached when TEMPORAL_TLS_SERVER_CA_CERT_PATH names its authority', async () => {
    const ca = file('ca.pem', authority.cert);
    expect(await connect({ ...at(proxy), TEMPORAL_TLS_SERVER_CA_CERT_PATH: ca })).toMatch(/^\d+\./);
  });

  it('is reached with a certificate of the client, where the server wants one', async () => {
    const own = {
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', authority.cert),
      TEMPORAL_TLS_CLIENT_CERT_PATH: file('client.pem', client.cert),
      TEMPORAL_TLS_CLIENT_KEY_PATH: file('client.key', client.key),
      TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
    };
    expect(await connect({ ...at(mutual), ...own })).toMatch(/^\d+\./);
  });

  // Break: TLS settings that do not reach the connection, which is then open to anybody in between.
  // Each waits until the client has given up connecting.
  it.concurrent.each<[what: string, env: () => Promise<Record<string, string>> | Record<string, string>]>([
    [
      'signed by another authority than the one named',
      async () => ({
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('other.pem', (await createAuthority('other')).cert),
      }),
    ],
    ['signed by an authority that the machine does not know', () => ({})],
    [
      'for another host',
      () => ({
        TEMPORAL_TLS_SERVER_CA_CERT_PATH: file('ca.pem', authority.cert),
        TEMPORAL_TLS_SERVER_NAME: 'elsewhere.test',
      }),
    ],
  ])('is refused with a certificate %s, and the settings are named', async (_, env) => {
    const refused = connect({ ...at(proxy), ...(await env()) });
    await expect(refused).rejects.toBeInstanceOf(TemporalUnreachableError);
    await expect(refused).rejects.toThrow(/TLS: .*(certificate|altnames).*TEMPORAL_TLS_\*/);
  });
});
