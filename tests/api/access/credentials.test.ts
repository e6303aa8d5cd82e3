import type { IncomingHttpHeaders } from 'node:http';
import { presentedKey } from '../../../api/access/credentials';

it.each<[string, IncomingHttpHeaders, string | undefined]>([
  ['a bearer token', { authorization: 'Bearer adk_a_b' }, 'adk_a_b'],
  ['a scheme in any case, and spaces', { authorization: 'bEARER   adk_a_b' }, 'adk_a_b'],
  ['X-API-Key', { 'x-api-key': 'adk_a_b' }, 'adk_a_b'],
  [
    'the bearer token before X-API-Key',
    { authorization: 'Bearer adk_a_b', 'x-api-key': 'adk_c_d' },
    'adk_a_b',
  ],
  [
    'X-API-Key beside credentials of a proxy',
    { authorization: 'Basic dTpw', 'x-api-key': 'adk_a_b' },
    'adk_a_b',
  ],
  [
    'X-API-Key beside the token of another',
    { authorization: 'Bearer eyJ.x.y', 'x-api-key': 'adk_a_b' },
    'adk_a_b',
  ],
  ['no header', {}, undefined],
  ['an empty header', { authorization: '', 'x-api-key': '' }, undefined],
  ['another scheme', { authorization: 'Basic adk_a_b' }, undefined],
  ['no scheme', { authorization: 'adk_a_b' }, undefined],
  ['another kind of key', { 'x-api-key': 'sk_a_b' }, undefined],
  ['two words', { authorization: 'Bearer adk_a_b adk_c_d' }, undefined],
])('reads %s', (_, headers, key) => {
  expect(presentedKey(headers)).toBe(key);
});
