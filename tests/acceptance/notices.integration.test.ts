import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import type { ChildProcess } from 'node:child_process';
import { putObjects } from '../support/lake/test-lake';
import { createTestSystem } from '../support/processes/test-system';
import type { TestSystem } from '../support/processes/test-system';
import { startWebhook } from '../support/servers/webhook';
import type { Webhook } from '../support/servers/webhook';

const SECRET = 'T0KEN-of-the-receiver';
const [FIRST, LAST] = ['2024-03-01', '2024-03-02'];
const RANGE = ['--from', FIRST, '--to', LAST];
const LOGS = {
  advertiser_ids: 'advertiser_id\nA\n',
  product_views: `advertiser_id,product_id,date\nA,p,${FIRST}\n`,
  ads_views: 'advertiser_id,product_id,type,date\n',
};

let webhook: Webhook;
let system: TestSystem;
let output = '';

beforeAll(async () => {
  webhook = await startWebhook(SECRET);
  system = await createTestSystem('folder', LOGS, {
    START_DATE: FIRST,
    END_DATE: LAST,
    NOTIFY_URL: webhook.url,
    DASHBOARD_URL: 'http://ads.example',
    TEMPORAL_UI_URL: 'http://temporal.example',
  });
  const worker: ChildProcess = await system.startWorker();
  for (const stream of [worker.stdout, worker.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
});
afterAll(async () => {
  await system.dispose();
  await webhook.close();
});

const takenOf = (kind: string) =>
  webhook
    .taken()
    .map(({ body }) => body)
    .filter((body) => body['kind'] === kind);

async function until(isDone: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !isDone(); i++) await new Promise((resolve) => setTimeout(resolve, 100));
}

// Break: a notice for each attempt; the run waits for its receiver; the backfill is told before its end.
it('tells of each failed run and of the end of the backfill once, although the receiver is down at first', async () => {
  await putObjects(system.lake, { 'input/ads_views.csv': 'advertiser_id,product_id\n' });
  webhook.answerNext(503, 503);
  const backfill = await system.adtech('backfill', ...RANGE);
  expect(backfill.code).toBe(1);
  await until(() => webhook.taken().length === 3);
  expect(
    takenOf('failed')
      .map(({ from }) => from)
      .sort(),
  ).toEqual([FIRST, LAST]);
  const failed = takenOf('failed').find(({ from }) => from === FIRST);
  expect(failed).toMatchObject({
    text: expect.stringMatching(
      /^The run of 2024-03-01 failed in filterLogs: input\/ads_views\.csv/,
    ) as unknown,
    command: `npx adtech backfill --from ${FIRST} --to ${FIRST} --only failed`,
    dashboard_url: `http://ads.example/dates/${FIRST}`,
    temporal_url: expect.stringContaining('http://temporal.example/namespaces/') as unknown,
  });
  expect(takenOf('backfill_ended')).toMatchObject([
    { from: FIRST, to: LAST, text: expect.stringContaining('0 of 2 dates were published') as unknown },
  ]);
  expect(webhook.deliveries).toHaveLength(5);
});

it('tells nothing of dates that are published, but the end of their backfill', async () => {
  await putObjects(system.lake, { 'input/ads_views.csv': LOGS.ads_views });
  const before = webhook.taken().length;
  expect(await system.adtech('backfill', ...RANGE, '--only', 'failed')).toMatchObject({ code: 0 });
  await until(() => webhook.taken().length > before);
  expect(webhook.taken().slice(before)).toMatchObject([
    {
      body: {
        kind: 'backfill_ended',
        text: expect.stringContaining('2 of 2 dates') as unknown,
        command: null,
      },
    },
  ]);
});

it('notify test says whether a notice was taken', async () => {
  const taken = await system.adtech('notify', 'test', '--json');
  expect(taken).toMatchObject({ code: 0 });
  expect(JSON.parse(taken.stdout)).toMatchObject({ sent: true, fault: null });
  expect(takenOf('test')).toHaveLength(1);
  webhook.answerNext(404);
  const refused = await system.adtech('notify', 'test');
  expect(refused.code).toBe(1);
  expect(refused.stderr + refused.stdout).toContain('correct NOTIFY_URL');
});

it('the secret of the URL is in no log, history, or message', async () => {
  webhook.answerNext(404);
  const refused = await system.adtech('notify', 'test', '--json');
  const histories = [];
  for await (const { workflowId, runId } of system.client.workflow.list()) {
    const history = await system.client.workflow.getHandle(workflowId, runId).fetchHistory();
    histories.push(historyToJSON(history));
  }
  expect(histories.length).toBeGreaterThan(4);
  // Payloads are in Base64, at any of three offsets.
  const encoded = [0, 1, 2].map((at) => Buffer.from(SECRET.slice(at)).toString('base64').slice(0, 12));
  for (const text of [output, refused.stdout, refused.stderr, ...histories]) {
    expect(text).not.toContain(SECRET);
    for (const part of encoded) expect(text).not.toContain(part);
  }
  expect(output).toContain('answers with HTTP 503');
});
