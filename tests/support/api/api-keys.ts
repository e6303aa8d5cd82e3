import type { ActiveApiKey } from '../../../db/api-keys';
import { apiKeyText, digestOfSecret, newApiKey } from '../../../db/api-key-text';

/** A new key: what its holder sends, and what is stored of it. */
export function madeKey(
  name: string,
  advertisers: readonly string[] | null = null,
): { id: string; secret: string; text: string; stored: ActiveApiKey } {
  const key = newApiKey();
  return {
    ...key,
    text: apiKeyText(key),
    stored: { id: key.id, name, advertisers, secretSha256: digestOfSecret(key.secret) },
  };
}
