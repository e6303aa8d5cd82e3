import type { Notice } from '../domain/notices';
import { jsonPayload, slackPayload } from './payload';
import type { NoticeLinks } from './payload';

/** Longest time that a receiver may take to answer. */
const ANSWER_TIMEOUT_MS = 10_000;
/** Answers that may be others soon: 408, 425, 429 and those from 500 on. */
const PASSING_STATUSES = [408, 425, 429];

/** The receiver refuses notices: a retry cannot succeed before its address is corrected. */
export class NoticeRefusedError extends Error {
  override readonly name = 'NoticeRefusedError';
}

/** The receiver does not answer, or with a fault that may pass. */
export class NoticeUndeliveredError extends Error {
  override readonly name = 'NoticeUndeliveredError';
}

/**
 * Sends a notice to a webhook: in Slack's format to Slack, and where the URL ends with `#slack`; as JSON to all others. Errors
 * name the receiver's host only, because the rest of the URL is a secret.
 *
 * @throws NoticeRefusedError
 * @throws NoticeUndeliveredError
 */
export async function postNotice(
  url: string,
  notice: Notice,
  { links, signal }: { readonly links: NoticeLinks; readonly signal?: AbortSignal },
): Promise<void> {
  const { host, hostname, hash } = new URL(url);
  const isSlack = hostname === 'hooks.slack.com' || hash === '#slack';
  const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'adtech' },
      body: JSON.stringify(isSlack ? slackPayload(notice, links) : jsonPayload(notice, links)),
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    await answer.body?.cancel();
  } catch (error) {
    signal?.throwIfAborted();
    throw new NoticeUndeliveredError(`${host} does not answer (${describeFault(error)})`);
  }
  if (answer.ok) return;
  const { status } = answer;
  if (status >= 500 || PASSING_STATUSES.includes(status)) {
    throw new NoticeUndeliveredError(`${host} answers with HTTP ${String(status)}`);
  }
  throw new NoticeRefusedError(
    `${host} refuses notices (HTTP ${String(status)}); correct NOTIFY_URL, and try it with \`npx adtech notify test\``,
  );
}

/** The code or name of a fault: messages of `fetch` may hold the URL. */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown fault';
  const { cause } = error;
  if (cause instanceof Error && 'code' in cause) return String(cause.code);
  return error.name === 'TimeoutError' ? `no answer in ${String(ANSWER_TIMEOUT_MS / 1_000)} s` : error.name;
}
