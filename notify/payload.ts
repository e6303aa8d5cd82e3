import type { Notice } from '../domain/notices';

/** Pages about a notice, by what they show; those whose addresses are set. */
export interface NoticeLinks {
  readonly dashboard?: string;
  readonly temporal?: string;
}

/** What a receiver of JSON gets. */
interface JsonPayload {
  readonly id: string;
  readonly kind: string;
  readonly text: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly command: string | null;
  readonly dashboard_url: string | null;
  readonly temporal_url: string | null;
}

const LINK_TEXTS = { dashboard: 'Dashboard', temporal: 'Temporal Web UI' } as const;

/** The notice as any receiver of JSON takes it; `id` is equal in repeated deliveries. */
export function jsonPayload({ id, kind, text, dates, command }: Notice, links: NoticeLinks): JsonPayload {
  return {
    id,
    kind,
    text,
    from: dates?.from ?? null,
    to: dates?.to ?? null,
    command,
    dashboard_url: links.dashboard ?? null,
    temporal_url: links.temporal ?? null,
  };
}

/**
 * The notice as incoming webhooks of Slack take it, and of others that know its format.
 * @see https://docs.slack.dev/messaging/formatting-message-text/
 */
export function slackPayload({ text, command }: Notice, links: NoticeLinks): { readonly text: string } {
  const pages = (['dashboard', 'temporal'] as const).flatMap((page) => {
    const url = links[page];
    return url === undefined ? [] : [`<${escapeSlack(url)}|${LINK_TEXTS[page]}>`];
  });
  const lines = [escapeSlack(text)];
  // Messages of failures mostly end with their command.
  if (command !== null) lines.push(`\`${escapeSlack(command)}\``);
  if (pages.length > 0) lines.push(pages.join(' · '));
  return { text: lines.join('\n') };
}

function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
