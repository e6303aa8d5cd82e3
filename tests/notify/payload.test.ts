import { backfillNotice, failedNotice, testNotice } from '../../domain/notices';
import { jsonPayload, slackPayload } from '../../notify/payload';

const RUN = {
  executionDate: '2024-11-29',
  workflowId: 'recommendations-2024-11-29T23:00:00Z',
  runId: 'r1',
  step: 'filterLogs',
  type: 'BadLog',
  message: 'input/a.csv line 3: <b> & more',
};

test('a failed run is a fact with its date, sentence, command and links', () => {
  const links = { dashboard: 'http://d/dates/2024-11-29', temporal: 'http://t/run' };
  expect(jsonPayload(failedNotice(RUN), links)).toEqual({
    id: 'failed-2024-11-29-r1',
    kind: 'failed',
    text: 'The run of 2024-11-29 failed in filterLogs: input/a.csv line 3: <b> & more',
    from: '2024-11-29',
    to: '2024-11-29',
    command: 'npx adtech backfill --from 2024-11-29 --to 2024-11-29 --only failed',
    dashboard_url: 'http://d/dates/2024-11-29',
    temporal_url: 'http://t/run',
  });
});

test('each run of a date is another fact, and one that lost advertisers another kind', () => {
  expect(failedNotice({ ...RUN, runId: 'r2' }).id).not.toBe(failedNotice(RUN).id);
  expect(failedNotice({ ...RUN, type: 'AdvertisersLost' }).kind).toBe('advertisers_lost');
  expect(failedNotice({ ...RUN, step: null }).text).toContain('failed in the workflow');
});

test('Slack gets one text with its marks escaped', () => {
  expect(slackPayload(failedNotice(RUN), { dashboard: 'http://d/?a=1&b=2' }).text.split('\n')).toEqual([
    'The run of 2024-11-29 failed in filterLogs: input/a.csv line 3: &lt;b&gt; &amp; more',
    '`npx adtech backfill --from 2024-11-29 --to 2024-11-29 --only failed`',
    '<http://d/?a=1&amp;b=2|Dashboard>',
  ]);
  expect(slackPayload(testNotice('x'), {}).text.split('\n')).toHaveLength(1);
});

test('the end of a backfill names the dates that were not published', () => {
  const results = ['2024-11-27', '2024-11-28', '2024-11-29'].map((date) => ({ date, isPublished: true }));
  expect(backfillNotice('x', results)).toMatchObject({
    text: 'A backfill of 2024-11-27 to 2024-11-29 has ended: 3 of 3 dates were published.',
    dates: { from: '2024-11-27', to: '2024-11-29' },
    command: null,
  });
  const [first, second, third] = results;
  const some = [third!, { ...second!, isPublished: false }, first!];
  expect(backfillNotice('x', some)).toMatchObject({
    text: 'A backfill of 2024-11-27 to 2024-11-29 has ended: 2 of 3 dates were published, but not 2024-11-28.',
    command: 'npx adtech status --from 2024-11-27 --to 2024-11-29',
  });
  expect(backfillNotice('x', [])).toBeUndefined();
});
