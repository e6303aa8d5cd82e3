import type { IncomingMessage } from 'node:http';
import fc from 'fast-check';
import { clientAddress } from '../../../api/access/client-address';
import { incomingRequest } from '../../support/api/incoming-request';

/** What Express reads X-Forwarded-For with. */
const proxyAddress =
  jest.requireActual<(request: IncomingMessage, trust: (address: string, hop: number) => boolean) => string>(
    'proxy-addr',
  );

const from = (forwarded: string | undefined, trustedProxies: number, peer = '10.0.0.1') =>
  clientAddress(
    incomingRequest(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, peer),
    trustedProxies,
  );

it('is the address of the connection where no proxy is trusted, whatever headers claim', () => {
  expect(from('203.0.113.7', 0)).toBe('10.0.0.1');
  expect(from(undefined, 0)).toBe('10.0.0.1');
});

it('is the one that the outermost trusted proxy has seen, not what its client claims', () => {
  expect(from('203.0.113.7', 1)).toBe('203.0.113.7');
  expect(from('198.51.100.9, 203.0.113.7', 1)).toBe('203.0.113.7');
  expect(from('198.51.100.9, 203.0.113.7, 10.0.0.2', 2)).toBe('203.0.113.7');
});

it('is the farthest known where there are fewer proxies than trusted', () => {
  expect(from('203.0.113.7', 3)).toBe('203.0.113.7');
  expect(from(undefined, 3)).toBe('10.0.0.1');
});

it('is what Express makes of the same hop count', () => {
  const address = fc.ipV4();
  fc.assert(
    fc.property(
      address,
      fc.array(address, { maxLength: 5 }),
      fc.integer({ min: 0, max: 7 }),
      (peer, hops, count) => {
        const headers = hops.length === 0 ? {} : { 'x-forwarded-for': hops.join(', ') };
        const request = incomingRequest(headers, peer);
        expect(clientAddress(request, count)).toBe(proxyAddress(request, (_, hop) => hop < count));
      },
    ),
  );
});

it.each([
  ['203.0.113.7:51234', '203.0.113.7'],
  ['[2001:db8::7]:51234', '2001:db8:0:0::/64'],
  ['[2001:db8::7]', '2001:db8:0:0::/64'],
])('reads %s without its port', (hop, address) => {
  expect(from(hop, 1)).toBe(address);
});

it.each([
  'unknown',
  '_hidden',
  '',
  ',',
  'x'.repeat(5_000),
  '203.0.113.7.8',
  '999.0.0.1',
  '[::1',
  '1.2.3.4:x',
])('falls back to the connection for %j, which is no address', (hop) => {
  expect(from(hop, 1)).toBe('10.0.0.1');
});

// Fails when each address of a network has a separate limit: one customer has 2^64 of them.
it.each([
  ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
  ['2001:0db8:0001:0002:0:0:0:9', '2001:db8:1:2::/64'],
  ['2001:db8::1:2:3:4:5', '2001:db8:0:1::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['::3:4:5:6:1.2.3.4', '0:0:3:4::/64'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4::/64'],
  ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
])('takes %s for %s', (peer, address) => {
  expect(from(undefined, 0, peer)).toBe(address);
});

it('has a name for a connection that is gone', () => {
  const request = { headers: {}, socket: {} } as unknown as IncomingMessage;
  expect(clientAddress(request, 0)).toBe('unknown');
});
