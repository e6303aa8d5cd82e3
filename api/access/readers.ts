import type { Readers } from '../contract/place';
import { Problem } from '../problem';
import type { Caller } from './key-ring';

/** Why a caller may not read an answer; undefined where the caller may. */
export function refusalOf(readers: Readers, caller: Caller | undefined): Problem | undefined {
  const allowed = caller?.advertisers;
  if (allowed === undefined || readers.scope === 'anyone') return undefined;
  if (readers.scope === 'unlimited') return outOfScope(undefined);
  return allowed.has(readers.advertiser) ? undefined : outOfScope(readers.advertiser);
}

/** The answer for data that the caller's key is not for: one advertiser's, or without one all advertisers'. */
export function outOfScope(advertiser: string | undefined): Problem {
  const what = advertiser === undefined ? 'the data of all advertisers' : JSON.stringify(advertiser);
  return new Problem('forbidden', `this key is not for ${what}`);
}
