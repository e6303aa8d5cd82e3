import { createServer } from 'node:net';
import { freePort } from '../../local/ports';

test('gives the preferred port when it is free, and another when it is taken', async () => {
  const port = await freePort();
  expect(port).toBeGreaterThan(1023);
  expect(await freePort(port)).toBe(port);

  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const other = await freePort(port);
  server.close();
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(1023);
});
