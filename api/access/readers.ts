import type { Readers } from '../endpoints/place';
import { outOfScope } from '../problem';
import type { Problem } from '../problem';
import type { Caller } from './key-ring';

/** Why a caller may not read an answer; undefined where the caller may. */
export function refusalOf(readers: Readers, caller: Caller | undefined): Problem | undefined {
  const allowed = caller?.advertisers;
  if (allowed === undefined || readers.scope === 'anyone') return undefined;
  if (readers.scope === 'unlimited') return outOfScope(undefined);
  return allowed.has(readers.advertiser) ? undefined : outOfScope(readers.advertiser);
}
