import { testNotice } from '../../domain/notices';
import { NoticeRefusedError, NoticeUndeliveredError, postNotice } from '../../notify/post-notice';
import { startWebhook } from '../support/servers/webhook';
import type { Webhook } from '../support/servers/webhook';

const SECRET = 'T0KEN-of-the-receiver';
const NOTICE = testNotice('1');

let webhook: Webhook;

beforeEach(async () => {
  webhook = await startWebhook(SECRET);
});
afterEach(() => webhook.close());

const post = (url = webhook.url) => postNotice(url, NOTICE, { links: {} });
const errorOf = (posted: Promise<void>) =>
  posted.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

test('a receiver gets JSON, and one whose URL ends with #slack gets text alone', async () => {
  await post();
  await post(`${webhook.url}?a=b#slack`);
  expect(webhook.deliveries).toMatchObject([
    { path: `/hooks/${SECRET}`, body: { id: 'test-1', kind: 'test', text: NOTICE.text } },
    { path: `/hooks/${SECRET}?a=b`, body: { text: NOTICE.text } },
  ]);
  expect(Object.keys(webhook.deliveries[1]!.body)).toEqual(['text']);
});

test.each([500, 503, 429, 408])('HTTP %d may pass', async (status) => {
  webhook.answerNext(status);
  const error = await errorOf(post());
  expect(error).toBeInstanceOf(NoticeUndeliveredError);
  expect(error?.message).toContain(String(status));
});

test.each([302, 400, 401, 404, 410])('HTTP %d is a refusal, and names NOTIFY_URL', async (status) => {
  webhook.answerNext(status);
  const error = await errorOf(post());
  expect(error).toBeInstanceOf(NoticeRefusedError);
  expect(error?.message).toContain('NOTIFY_URL');
  expect(webhook.deliveries).toHaveLength(1);
});

test('no error tells more of the URL than its host', async () => {
  const errors = [];
  for (const status of [404, 500]) {
    webhook.answerNext(status);
    errors.push(await errorOf(post(`${webhook.url}?key=K3Y`)));
  }
  await webhook.close();
  errors.push(await errorOf(post(`${webhook.url}?key=K3Y`)));
  for (const error of errors) {
    expect(error?.message).toContain('127.0.0.1');
    expect(String(error?.stack) + String(error?.cause)).not.toMatch(/T0KEN|K3Y/);
  }
});
