import type { IncomingHttpHeaders } from 'node:http';
import { keyOfCookie, presentedKey } from '../../../api/access/credentials';

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

it.each<[string, string | undefined, string | undefined]>([
  ['the cookie alone', 'adtech_key=adk_a_b', 'adk_a_b'],
  ['the cookie among others', 'x=1; adtech_key=adk_a_b; y=2', 'adk_a_b'],
  ['a cookie whose name only ends so', 'not_adtech_key=adk_a_b', undefined],
  ['another kind of value', 'adtech_key=sk_a_b', undefined],
  ['a cookie that was taken back', 'adtech_key=', undefined],
  ['no cookie', undefined, undefined],
])('reads the key of a browser from %s', (_, cookie, key) => {
  expect(keyOfCookie(cookie === undefined ? {} : { cookie })).toBe(key);
});
