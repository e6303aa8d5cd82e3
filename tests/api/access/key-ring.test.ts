import crypto from 'node:crypto';
import { KeyRing } from '../../../api/access/key-ring';
import { madeKey } from '../../support/api/api-keys';

const [all, limited, revoked] = [madeKey('all'), madeKey('limited', ['A', '0001']), madeKey('revoked')];
let ring: KeyRing;

beforeEach(() => {
  ring = new KeyRing();
  ring.reload([all.stored, limited.stored]);
});

afterEach(() => jest.restoreAllMocks());

it('knows who holds a key, and what it is limited to', () => {
  expect(ring.verify(all.text)).toEqual({ id: all.id, name: 'all', advertisers: undefined });
  expect(ring.verify(limited.text)).toEqual({
    id: limited.id,
    name: 'limited',
    advertisers: new Set(['A', '0001']),
  });
});

it.each([
  ['of an unknown id', revoked.text],
  ['with the secret of another', `adk_${all.id}_${limited.secret}`],
  ['of another id with a known secret', `adk_${limited.id}_${all.secret}`],
  ['with one character changed', all.text.slice(0, -1) + (all.text.endsWith('A') ? 'B' : 'A')],
  ['cut short', all.text.slice(0, -1)],
  ['with more behind it', `${all.text}A`],
  ['with a line behind it', `${all.text}\n`],
  ['in upper case', all.text.toUpperCase()],
  ['without a secret', `adk_${all.id}_`],
  ['without anything', ''],
  ['of a name that every object has', `adk_constructor_${all.secret}`],
  [
    'with the digest in place of the secret',
    `adk_${all.id}_${all.stored.secretSha256.toString('base64url')}`,
  ],
])('does not let a key in %s', (_, text) => {
  expect(ring.verify(text)).toBeUndefined();
});

it('forgets what is no longer among the keys, and takes what is new', () => {
  ring.reload([limited.stored, revoked.stored]);
  expect(ring.verify(all.text)).toBeUndefined();
  expect(ring.verify(revoked.text)?.name).toBe('revoked');
  ring.reload([]);
  expect(ring.verify(limited.text)).toBeUndefined();
});

it('says whether it has been loaded, and accepts no key before', () => {
  const empty = new KeyRing();
  expect(empty.isLoaded).toBe(false);
  expect(empty.verify(all.text)).toBeUndefined();
  empty.reload([]);
  expect(empty.isLoaded).toBe(true);
});

// Fails when digests are compared by === or equals, or when an unknown id is refused before the comparison.
it.each([
  ['a known id', `adk_${all.id}_${limited.secret}`],
  ['an unknown id', revoked.text],
])('hashes and compares in constant time for %s alike', (_, text) => {
  const compared = jest.spyOn(crypto, 'timingSafeEqual');
  const hashed = jest.spyOn(crypto, 'hash');
  ring.verify(text);
  expect(hashed).toHaveBeenCalledTimes(1);
  expect(compared.mock.calls.map((args) => args.map(({ byteLength }) => byteLength))).toEqual([[32, 32]]);
});

// Fails when a right key is hashed with each request, or outlives its revocation by being remembered.
it('hashes a right key once until the keys are read again, and forgets it when it is revoked', () => {
  const hashed = jest.spyOn(crypto, 'hash');
  for (let i = 0; i < 3; i++) expect(ring.verify(all.text)?.name).toBe('all');
  expect(hashed).toHaveBeenCalledTimes(1);
  ring.reload([limited.stored]);
  expect(ring.verify(all.text)).toBeUndefined();
  expect(ring.verify(all.text)).toBeUndefined();
  expect(hashed).toHaveBeenCalledTimes(3);
});
