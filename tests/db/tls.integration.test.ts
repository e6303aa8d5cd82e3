import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { createDatabase } from '../../db/database';
import { certify, createAuthority } from '../support/servers/certificates';
import { testEndpoints } from '../support/servers/endpoints';
import { adminQuery, TEST_DATABASE_LIMITS } from '../support/database/test-database';

const { postgresUrl } = testEndpoints();
let folder: string;

/** Puts a file into the server's own folder, readable by its own user alone, as it demands of a key. */
async function putOnServer(name: string, text: string): Promise<void> {
  await adminQuery(
    postgresUrl,
    `COPY (SELECT unnest(string_to_array('${text.trimEnd()}', chr(10)))) TO PROGRAM 'umask 077 && cat > ${name}'`,
  );
}

async function configure(...settings: string[]): Promise<void> {
  for (const setting of settings) await adminQuery(postgresUrl, `ALTER SYSTEM ${setting}`);
  await adminQuery(postgresUrl, 'SELECT pg_reload_conf()');
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-tls-'));
  const authority = await createAuthority('authority of the test');
  const server = await certify(authority, ['127.0.0.1']);
  writeFileSync(path.join(folder, 'ca.pem'), authority.cert);
  writeFileSync(path.join(folder, 'other.pem'), (await createAuthority('other')).cert);
  await putOnServer('test.pem', server.cert);
  await putOnServer('test.key', server.key);
  // The other suites go on without: a server with TLS leaves the choice to its clients.
  await configure("SET ssl_cert_file = 'test.pem'", "SET ssl_key_file = 'test.key'", 'SET ssl = on');
});
afterAll(async () => {
  await configure('RESET ssl', 'RESET ssl_cert_file', 'RESET ssl_key_file');
  rmSync(folder, { recursive: true, force: true });
});

/** Whether a connection that these parameters ask for is encrypted. */
async function isEncrypted(parameters: Record<string, string>, host = '127.0.0.1'): Promise<boolean> {
  const url = new URL(postgresUrl);
  url.hostname = host;
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  const db = createDatabase(url.href, TEST_DATABASE_LIMITS);
  try {
    const { rows } = await sql<{ ssl: boolean }>`
      SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()`.execute(db);
    return rows[0]?.ssl ?? false;
  } finally {
    await db.destroy();
  }
}

describe('Postgres with TLS', () => {
  it('is reached encrypted when sslrootcert names its authority', async () => {
    // The server reads its configuration anew a moment after it was told to.
    while (!(await isEncrypted({ sslmode: 'no-verify' }).catch(() => false)));
    const sslrootcert = path.join(folder, 'ca.pem');
    expect(await isEncrypted({ sslmode: 'verify-full', sslrootcert })).toBe(true);
    expect(await isEncrypted({})).toBe(false);
  });

  // Break: parameters of DATABASE_URL that do not reach the connection, which is then open to anybody in between.
  it.each<[what: string, sslrootcert: string | undefined, host: string]>([
    ['signed by another authority than the one named', 'other.pem', '127.0.0.1'],
    ['signed by an authority that the machine does not know', undefined, '127.0.0.1'],
    ['for another host', 'ca.pem', 'localhost'],
  ])('is refused with a certificate %s, and the remedy is named', async (_, name, host) => {
    const refused = isEncrypted(
      { sslmode: 'verify-full', ...(name === undefined ? {} : { sslrootcert: path.join(folder, name) }) },
      host,
    );
    await expect(refused).rejects.toThrow(
      new RegExp(`^Postgres at ${host}:\\d+ is refused: its certificate .*sslrootcert in DATABASE_URL`),
    );
  });

  it('is refused when it is asked for TLS and has none', async () => {
    await configure('SET ssl = off');
    while (await isEncrypted({ sslmode: 'no-verify' }).catch(() => false));
    await expect(isEncrypted({ sslmode: 'verify-full' })).rejects.toThrow(
      /^Postgres at 127\.0\.0\.1:\d+ is refused: it does not speak TLS.*sslmode in DATABASE_URL/,
    );
    await configure('SET ssl = on');
  });
});
