import { setTimeout as sleep } from 'node:timers/promises';
import { NotificationListener, PUBLICATIONS_CHANNEL } from '../../db/notifications';
import { publishLists } from '../support/database/publications';
import { startTcpProxy, targetOf, throughProxy } from '../support/servers/tcp-proxy';
import type { TcpProxy } from '../support/servers/tcp-proxy';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

/** Longer than a stop may take, shorter than a silent server takes to be noticed by TCP. */
const SOON_MS = 10_000;

let database: TestDatabase;
let proxy: TcpProxy;
let listener: NotificationListener;
let heard: string[];

beforeEach(async () => {
  database = await createTestDatabase();
  proxy = await startTcpProxy(targetOf(database.url));
  heard = [];
  listener = new NotificationListener(throughProxy(database.url, proxy), [PUBLICATIONS_CHANNEL], {
    onNotification: (channel, payload) => heard.push(`${channel} ${payload}`),
    onListening: () => heard.push('listening'),
    onAlive: () => undefined,
    onLost: () => heard.push('lost'),
  });
  listener.start();
  await hears('listening');
});

afterEach(async () => {
  await listener.stop();
  await proxy.stop();
  await database.drop();
});

async function hears(what: string): Promise<void> {
  while (!heard.includes(what)) await sleep(10);
}

const stopsSoon = async () =>
  Promise.race([listener.stop().then(() => true), sleep(SOON_MS, false, { ref: false })]);

it('hears of a publication, by its date', async () => {
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
  await hears(`${PUBLICATIONS_CHANNEL} 2024-11-29`);
});

it('notices a server that has gone silent, and listens again on another connection', async () => {
  proxy.silenceOpenConnections();
  await hears('lost');
  heard = [];
  await hears('listening');
  await publishLists(database.db, '2024-11-29', { views: { A: [['p1', 1]] } });
  await hears(`${PUBLICATIONS_CHANNEL} 2024-11-29`);
});

// Fails when the end waits for the server to close its side, which a silent one never does.
it('stops though its server has gone silent', async () => {
  proxy.silenceOpenConnections();
  expect(await stopsSoon()).toBe(true);
});

it('stops while it tries to connect to a server that hangs', async () => {
  await proxy.setMode('hang');
  proxy.cutAll();
  await hears('lost');
  // The next try is under way.
  await sleep(500);
  expect(await stopsSoon()).toBe(true);
});
