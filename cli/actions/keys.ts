import { createApiKey, listApiKeys, revokeApiKey } from '../../db/api-keys';
import type { ApiKeyDescription } from '../../db/api-keys';
import type { DatabaseAddress } from '../addresses';
import type { CommandContext } from '../command';
import { EXIT } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { withDatabase } from '../services';
import { idText } from '../terminal-text';

/** Most advertisers of a key that its line in the list names. */
const LISTED_ADVERTISERS = 3;

/** What `adtech keys create` does. */
export async function create(
  { out }: CommandContext,
  address: DatabaseAddress,
  name: string,
  advertisers: readonly string[] | null,
): Promise<ExitCode> {
  return withDatabase(address, async (db) => {
    const { id, text } = await createApiKey(db, name, advertisers);
    out.report({ id, name, advertisers, key: text }, () => {
      out.line(text);
      out.aside(`key ${id} is made; it is not kept, and cannot be shown again`);
    });
    return EXIT.done;
  });
}

/** What `adtech keys list` does. */
export async function list({ out }: CommandContext, address: DatabaseAddress): Promise<ExitCode> {
  const keys = await withDatabase(address, listApiKeys);
  const report = keys.map(({ id, name, advertisers, createdAt, revokedAt }) => ({
    ...{ id, name, advertisers },
    created_at: createdAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  }));
  out.report({ keys: report }, () => {
    if (keys.length === 0) {
      out.line('no keys; `npx adtech keys create` makes one');
      return;
    }
    const rows = keys.map((key) => [
      key.id,
      key.name,
      describeAdvertisers(key),
      describeTime(key.createdAt),
      key.revokedAt === null ? '' : describeTime(key.revokedAt),
    ]);
    out.table(['id', 'name', 'advertisers', 'created', 'revoked'], rows);
  });
  return EXIT.done;
}

/** What `adtech keys revoke` does. */
export async function revoke(
  { out }: CommandContext,
  address: DatabaseAddress,
  id: string,
): Promise<ExitCode> {
  const outcome = await withDatabase(address, (db) => revokeApiKey(db, id));
  if (outcome === undefined) throw new Error(`no key has the id ${id}; \`npx adtech keys list\` shows all`);
  out.report({ id, outcome: outcome.replace(' ', '_') }, () => {
    out.done(`key ${id} ${outcome === 'revoked' ? 'is revoked' : 'was revoked before'}`);
  });
  return EXIT.done;
}

function describeAdvertisers({ advertisers }: ApiKeyDescription): string {
  if (advertisers === null) return 'all';
  const more = advertisers.length - LISTED_ADVERTISERS;
  const listed = advertisers.slice(0, LISTED_ADVERTISERS).map(idText).join(', ');
  return more > 0 ? `${listed} and ${String(more)} more` : listed;
}

function describeTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
