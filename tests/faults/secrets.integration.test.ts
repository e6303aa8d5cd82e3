import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { createApiKey } from '../../db/api-keys';
import { workflowIdOf } from '../../temporal/names/run-identity';
import { startApiProcess } from '../support/api/api-process';
import { adtech, spawnAdtech, endProcess } from '../support/processes/command-line';
import { createDatabaseUser } from '../support/database/database-users';
import { certify, createAuthority } from '../support/servers/certificates';
import { testEndpoints } from '../support/servers/endpoints';
import { faultTest } from '../support/faults/fault';
import { listRuns, textsOf } from '../support/temporal/histories';
import { patchedBuild } from '../support/faults/patched-build';
import type { Patch } from '../support/faults/patched-build';
import { startFaultProxy } from '../support/faults/fault-proxy';
import { adminQuery } from '../support/database/test-database';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem, sampleTexts } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';

const DATE = '2024-03-01';

/** A secret that nothing else can look like. */
const canary = (name: string) => `canary-${name}-${randomUUID()}`;

/** Everything that a person without the secrets may see, and where it was seen. */
class Sightings {
  readonly #seen: { readonly where: string; readonly text: string }[] = [];

  add(where: string, text: string): void {
    this.#seen.push({ where, text });
  }

  /** Where a secret was seen, as it is or in one of the forms that libraries give it. */
  of(secrets: Readonly<Record<string, string>>): string[] {
    return Object.entries(secrets).flatMap(([name, secret]) => {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').slice(0, -4)];
      return this.#seen
        .filter(({ text }) => forms.some((form) => text.includes(form)))
        .map(({ where }) => `${name} was seen in ${where}`);
    });
  }

  get text(): string {
    return this.#seen.map(({ text }) => text).join('\n');
  }
}

async function forceEveryError(patches: readonly Patch[]): Promise<void> {
  const seen = new Sightings();
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-secrets-'));
  const proxy = await startFaultProxy(testEndpoints().s3Endpoint);
  const logs = await sampleTexts({ rowsPerLog: 1_000, days: 2, lastDay: DATE, seed: 25 });
  const system = await createTestSystem('s3', logs, { START_DATE: DATE, AWS_ENDPOINT_URL_S3: proxy.url });
  const owner = await createDatabaseUser('SUPERUSER');
  const url = new URL(owner.urlOf(system.url));
  const clientKey = (await certify(await createAuthority('authority'), ['client.test'])).key;
  const secrets = {
    'password of the database': url.password,
    'wrong password of the database': canary('password'),
    'secret key of S3': testEndpoints().s3SecretAccessKey,
    'wrong secret key of S3': canary('s3'),
    'session token of S3': canary('token'),
    'API key of Temporal': canary('temporal'),
    'API key of a profile of Temporal': canary('profile'),
    'authorization of a codec': canary('codec'),
    'header for Temporal': canary('meta'),
    'URL for notices': canary('notices'),
    'key of a TLS client': clientKey.split('\n')[1] ?? '',
    'key of an API': (await createApiKey(system.db, 'of the test', null)).text,
    'wrong key of an API': `adk_0123456789ab_${canary('api').replaceAll('-', '').padEnd(43, 'x').slice(0, 43)}`,
  };
  const temporal = {
    TEMPORAL_API_KEY: secrets['API key of Temporal'],
    TEMPORAL_TLS: 'false',
    TEMPORAL_GRPC_META_X_TEST: secrets['header for Temporal'],
  };
  const notices = { NOTIFY_URL: `http://127.0.0.1:1/hooks/${secrets['URL for notices']}` };
  const env = { ...system.env, ...temporal, DATABASE_URL: url.href, ...notices, ...patchedBuild(patches) };
  const profile = path.join(folder, 'profile.toml');
  writeFileSync(profile, `[profile.default]\napi_key = "${secrets['API key of a profile of Temporal']}" x\n`);
  const wrongPassword = new URL(url);
  wrongPassword.password = secrets['wrong password of the database'];
  const elsewhere = new URL(url);
  elsewhere.port = '1';

  const run = async (args: string[], settings: Record<string, string> = {}) => {
    const { stdout, stderr } = await adtech(args, { ...env, ...settings });
    seen.add(`adtech ${args.join(' ')} (${Object.keys(settings).join(', ')})`, stdout + stderr);
  };
  const worker = spawnAdtech(['worker'], env);
  let workerLog = '';
  for (const stream of [worker.stdout, worker.stderr])
    stream?.on('data', (chunk: Buffer) => (workerLog += chunk.toString()));
  const api = await startApiProcess({ ...env, API_KEYS: 'required' });
  let apiLog = '';
  for (const stream of [api.child.stdout, api.child.stderr])
    stream?.on('data', (chunk: Buffer) => (apiLog += chunk.toString()));
  const ask = async (place: string, headers: Record<string, string> = {}, body?: string) => {
    const answer = await fetch(`http://127.0.0.1:${String(api.port)}${place}`, {
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    // The cookie is how a browser keeps its own key.
    const shown = [...answer.headers].filter(([name]) => name !== 'set-cookie');
    seen.add(`the answer to ${place}`, `${JSON.stringify(shown)}${await answer.text()}`);
  };

  try {
    await run(['run', DATE]);
    proxy.inject({
      method: 'GET',
      key: /input\/product_views/,
      times: 99,
      fault: { kind: 'lose-answer' },
    });
    await putObjects(system.lake, { 'input/product_views.csv': `${logs.product_views}A,p,${DATE}\n` });
    const waiting = run(['run', DATE]);
    await untilRetried(system);
    proxy.clear();
    await adminQuery(
      system.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${owner.name}'`,
    );
    await waiting;
    await putObjects(system.lake, { 'input/ads_views.csv': logs.ads_views.replace('type', 'kind') });
    await run(['run', DATE]);

    const key = secrets['key of an API'];
    for (const place of [
      '/stats',
      '/recommendations/A/TopCTR',
      '/recommendations/A/x',
      '/nowhere',
      '/',
      '/openapi.json',
    ]) {
      await ask(place);
      await ask(place, { authorization: `Bearer ${key}` });
      await ask(place, { 'x-api-key': secrets['wrong key of an API'] });
      await ask(
        `${place}?key=${secrets['wrong key of an API']}`.replace(secrets['wrong key of an API'], 'k'),
      );
    }
    await system.db.schema.alterTable('publications').renameTo('gone').execute();
    await ask('/stats?limit=3', { authorization: `Bearer ${key}` });
    await ask(`/recommendations/A/TopCTR?date=${DATE}`, { authorization: `Bearer ${key}` });
    await run(['status']);
    await system.db.schema.alterTable('gone').renameTo('publications').execute();

    const commands = [
      ['status'],
      ['doctor', '--json'],
      ['schedule', 'describe'],
      ['data', 'check'],
      ['keys', 'list'],
    ];
    for (const command of commands) await run(command);
    for (const settings of [
      { DATABASE_URL: wrongPassword.href },
      { DATABASE_URL: elsewhere.href },
      { DATABASE_URL: url.href.replace('postgres://', 'x://') },
      { DATABASE_URL: `${url.href}?sslmode=verify-full` },
      { AWS_SECRET_ACCESS_KEY: secrets['wrong secret key of S3'] },
      { AWS_SESSION_TOKEN: secrets['session token of S3'] },
      { AWS_ENDPOINT_URL_S3: `http://user:${secrets['wrong secret key of S3']}@127.0.0.1:1` },
      { TEMPORAL_CONFIG_FILE: profile },
      { TEMPORAL_CODEC_AUTH: secrets['authorization of a codec'], TEMPORAL_CODEC_ENDPOINT: 'x' },
      { TEMPORAL_TLS: 'true', TEMPORAL_TLS_CLIENT_KEY_DATA: clientKey, TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' },
      { TEMPORAL_TLS: 'true', TEMPORAL_ADDRESS: '127.0.0.1:1' },
    ] as Record<string, string>[])
      await run(['doctor', '--json'], settings);

    seen.add('the log of the worker', workerLog);
    seen.add('the log of the API', apiLog);
    for (const [type, atLeast] of [
      ['dailyRecommendations', 3],
      ['countObject', 4],
    ] as const)
      for (const { workflowId, runId } of await listRuns(system.client, type, atLeast)) {
        const history = await system.client.workflow.getHandle(workflowId, runId).fetchHistory();
        seen.add(`the history of ${workflowId}`, textsOf(JSON.parse(historyToJSON(history))).join('\n'));
      }
    seen.add('the table of runs', JSON.stringify(await system.db.selectFrom('runs').selectAll().execute()));

    expect(seen.of(secrets)).toEqual([]);
    // What was forced has been seen, or nothing was shown.
    const forced = [
      'password authentication failed',
      'ECONNREFUSED',
      'must be a postgres://',
      'does not speak TLS',
      'socket hang up, 5 attempts)',
      'BadLog',
      'terminating connection due to administrator command',
      'TEMPORAL_',
      '"status":401',
      '"status":404',
      '"status":500',
    ];
    expect(forced.filter((error) => !seen.text.includes(error))).toEqual([]);
  } finally {
    await endProcess(worker, 'SIGKILL');
    await api.stop();
    await system.dispose();
    await proxy.stop();
    await owner.drop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until the counting of an object is at its second attempt. */
async function untilRetried({ client }: TestSystem): Promise<void> {
  for (;;) {
    for await (const { workflowId } of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
      if (workflowId === workflowIdOf(DATE)) continue;
      const { raw } = await client.workflow.getHandle(workflowId).describe();
      if (raw.pendingActivities?.some(({ lastFailure }) => lastFailure !== null && lastFailure !== undefined))
        return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

faultTest(
  25,
  'no secret of any setting is in a log, an answer, a history or the output of a command, whatever goes wrong',
  forceEveryError,
  {
    when: 'a fault of the settings shows their value',
    patches: [
      {
        module: 'config/setting-types.js',
        find: "'must be a postgres://… URL (its value is not shown)'",
        put: '`must be a postgres:// URL, and is ${url}`',
      },
    ],
    fails: /password of the database was seen in adtech doctor/,
  },
  {
    when: 'failures carry the environment of their worker',
    patches: [
      {
        module: 'activities/failures.js',
        find: 'const message = error instanceof Error ? error.message : String(error);',
        put: 'const message = JSON.stringify(process.env) + String(error);',
      },
    ],
    fails: /password of the database was seen in the history of recommendations-/,
  },
  {
    when: 'the log takes over whatever a library has put on an error',
    patches: [
      {
        module: 'cli/logger.js',
        find: "...('code' in error ? { code: String(error.code) } : {}),",
        put: '...error, environment: process.env,',
      },
    ],
    fails: /password of the database was seen in the log of the worker/,
  },
);
