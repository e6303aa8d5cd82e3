import { pino } from 'pino';
import { KeyRing } from '../../../api/access/key-ring';
import { KeyRingLoader } from '../../../api/access/key-ring-loader';
import type { ActiveApiKey } from '../../../db/api-keys';
import { madeKey } from '../../support/api/api-keys';

const [one, other] = [madeKey('one'), madeKey('other')];

let ring: KeyRing;
let loader: KeyRingLoader;
let lines: { level: number; msg: string }[];
let logged: string;
let readings: { resolve: (keys: ActiveApiKey[]) => void; reject: (error: Error) => void }[];

beforeEach(() => {
  jest.useFakeTimers();
  ring = new KeyRing();
  lines = [];
  logged = '';
  readings = [];
  const write = (line: string) => {
    logged += line;
    lines.push(JSON.parse(line) as (typeof lines)[number]);
  };
  loader = new KeyRingLoader({
    ring,
    log: pino({ level: 'trace' }, { write }),
    readKeys: () => new Promise((resolve, reject) => readings.push({ resolve, reject })),
  });
});

afterEach(() => jest.useRealTimers());

async function settle(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

it('reads the keys at the start and every 10 s, until it is stopped', async () => {
  const started = loader.start();
  readings[0]!.resolve([one.stored]);
  await started;
  expect(ring.verify(one.text)).toBeDefined();
  await jest.advanceTimersByTimeAsync(9_999);
  expect(readings).toHaveLength(1);
  await jest.advanceTimersByTimeAsync(1);
  expect(readings).toHaveLength(2);
  readings[1]!.resolve([other.stored]);
  await settle();
  expect(ring.verify(one.text)).toBeUndefined();
  expect(ring.verify(other.text)).toBeDefined();
  await loader.stop();
  await jest.advanceTimersByTimeAsync(60_000);
  expect(readings).toHaveLength(2);
});

it('keeps the known keys while they cannot be read, says so once, and goes on when they can', async () => {
  const started = loader.start();
  readings[0]!.resolve([one.stored]);
  await started;
  for (const i of [1, 2, 3]) {
    const refreshed = loader.refresh();
    readings[i]!.reject(new Error('connection terminated'));
    await expect(refreshed).resolves.toBeUndefined();
    expect(ring.verify(one.text)).toBeDefined();
  }
  expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
    [40, 'the API keys cannot be read; those that are known stay valid'],
  ]);
  const refreshed = loader.refresh();
  readings[4]!.resolve([other.stored]);
  await refreshed;
  expect(ring.verify(one.text)).toBeUndefined();
  expect(lines).toHaveLength(2);
});

it('starts where the keys cannot be read, with a ring that says so', async () => {
  const started = loader.start();
  readings[0]!.reject(new Error('connect ECONNREFUSED'));
  await expect(started).resolves.toBeUndefined();
  expect(ring.isLoaded).toBe(false);
  await loader.stop();
});

// Fails when a refresh joins the reading under way: what was read before the change would be all that is seen of it.
it('reads once more for callers that ask during a reading, however many ask', async () => {
  const first = loader.refresh();
  const later = [loader.refresh(), loader.refresh(), loader.refresh()];
  expect(readings).toHaveLength(1);
  readings[0]!.resolve([one.stored]);
  await settle();
  expect(readings).toHaveLength(2);
  expect(ring.verify(one.text)).toBeDefined();
  readings[1]!.resolve([other.stored]);
  await Promise.all([first, ...later]);
  expect(ring.verify(one.text)).toBeUndefined();
  expect(readings).toHaveLength(2);
});

it('writes no key and no digest to the log', async () => {
  const refreshed = loader.refresh();
  readings[0]!.resolve([one.stored]);
  await refreshed;
  const failed = loader.refresh();
  readings[1]!.reject(new Error('away'));
  await failed;
  expect(logged).not.toContain(one.secret);
  expect(logged).not.toContain(one.stored.secretSha256.toString('hex'));
  expect(logged).not.toContain('adk_');
});
