import { randomUUID } from 'node:crypto';
import { testNotice } from '../../domain/notices';
import { postNotice } from '../../notify/post-notice';
import type { CommandContext } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { messageOf } from '../message-of';

/** What `adtech notify test` does. */
export async function testNotices({ settings, out, stop }: CommandContext): Promise<ExitCode> {
  const { notifyUrl, dashboardUrl } = settings;
  if (notifyUrl === undefined) {
    throw new UsageError('NOTIFY_URL is not set: no one is told of anything; set it to the URL of a webhook');
  }
  const notice = testNotice(randomUUID());
  const { host } = new URL(notifyUrl);
  const links = dashboardUrl === undefined ? {} : { dashboard: dashboardUrl };
  const fault = await postNotice(notifyUrl, notice, { links, signal: stop }).then(
    () => null,
    (error: unknown) => messageOf(error),
  );
  out.report({ host, notice: notice.id, sent: fault === null, fault }, () => {
    if (fault === null) out.done(`${host} has taken a notice`);
    else out.warn(fault);
  });
  return fault === null ? EXIT.done : EXIT.failed;
}
