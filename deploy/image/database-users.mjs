// `node database-users.mjs`: makes the three users of the database, or changes them, and hands the database to the first.
// It connects by DATABASE_URL (or DATABASE_URL_FILE) as one who may create roles. Names and passwords of the users are those
// of MIGRATE_DATABASE_URL, WORKER_DATABASE_URL and API_DATABASE_URL, each of them or its …_FILE. Harmless when repeated.
import { readFileSync } from 'node:fs';
import pg from 'pg';

const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** The users, and the group role whose rights `adtech migrate` grants; who migrates owns the database. */
const USERS = [
  { setting: 'MIGRATE_DATABASE_URL' },
  { setting: 'WORKER_DATABASE_URL', role: 'adtech_worker' },
  { setting: 'API_DATABASE_URL', role: 'adtech_api' },
];

const client = new pg.Client({
  connectionString: settingOf('DATABASE_URL'),
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
});
const users = USERS.map(({ setting, role }) => ({ ...userOf(setting), role }));
await client.connect();
try {
  // One transaction: readers of the roles see all of them or none. Two at once would fail each other.
  await client.query('BEGIN');
  // Not at the start of the connection, where poolers refuse it.
  await client.query(`SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS}`);
  await client.query('SELECT pg_advisory_xact_lock(7205119847)');
  for (const { role } of users) if (role !== undefined && !(await exists(role))) await makeRole(role);
  for (const { name, password, role } of users) {
    const user = pg.escapeIdentifier(name);
    if (!(await exists(name))) await client.query(`CREATE ROLE ${user}`);
    await client.query(`ALTER ROLE ${user} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    if (role !== undefined) await client.query(`GRANT ${pg.escapeIdentifier(role)} TO ${user}`);
  }
  const owner = pg.escapeIdentifier(users[0].name);
  const { rows } = await client.query('SELECT quote_ident(current_database()) AS database');
  // Only a member of the new owner may transfer a database; no other user may connect.
  await client.query(`GRANT ${owner} TO CURRENT_USER`);
  await client.query(`ALTER DATABASE ${rows[0].database} OWNER TO ${owner}`);
  await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${rows[0].database} FROM PUBLIC`);
  const members = users.slice(1).map(({ name }) => pg.escapeIdentifier(name));
  await client.query(`GRANT CONNECT ON DATABASE ${rows[0].database} TO ${members.join(', ')}`);
  await client.query('COMMIT');
} finally {
  await client.end();
}
console.log(`users ${users.map(({ name }) => name).join(', ')} are ready`);

/** The value of a setting, or the content of the file that `<name>_FILE` names. */
function settingOf(name) {
  const file = process.env[`${name}_FILE`];
  const value = file ? readFileSync(file, 'utf8').trim() : process.env[name];
  if (!value) fail(`${name} or ${name}_FILE must be set`);
  if (!URL.canParse(value)) fail(`${name} must be a postgres://… URL (its value is not shown)`);
  return value;
}

function userOf(setting) {
  const { username, password } = new URL(settingOf(setting));
  if (username === '' || password === '') fail(`${setting} must hold a user and a password`);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}

async function exists(role) {
  return (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role])).rowCount > 0;
}

async function makeRole(role) {
  await client.query(`CREATE ROLE ${pg.escapeIdentifier(role)} NOLOGIN`);
}

function fail(message) {
  console.error(`error: ${message}`);
  process.exit(2);
}
