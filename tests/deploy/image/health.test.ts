import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.join(__dirname, '..', '..', '..', 'deploy', 'image', 'health.mjs');
const health = (part: string, env: NodeJS.ProcessEnv) =>
  promisify(execFile)(process.execPath, [PROGRAM, part], { env });

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

describe('the health check of the api', () => {
  it.each([
    ['ends with 0 when it is ready', 200, undefined],
    ['ends with 1 when it is not, and says so', 503, /answers 503/],
  ])('%s', async (_, status, message) => {
    const asked: string[] = [];
    const server = createHttpServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(status).end();
    });
    const port = await listen(server);
    const outcome = health('api', { PORT: String(port) });
    if (message === undefined) await outcome;
    else
      await expect(outcome).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(message) as string,
      });
    expect(asked).toEqual(['/health/ready']);
    server.close();
  });

  it('ends with 1 when no process listens', async () => {
    const server = createServer();
    const port = await listen(server);
    server.close();
    await expect(health('api', { PORT: String(port) })).rejects.toMatchObject({ code: 1 });
  });
});

describe('the health check of the worker', () => {
  it('ends with 0 while there is a connection to Temporal, and with 1 before and after', async () => {
    const server = createServer((accepted) => accepted.on('error', () => undefined));
    const port = await listen(server);
    const env = { TEMPORAL_ADDRESS: `temporal:${String(port)}` };
    await expect(health('worker', env)).rejects.toMatchObject({ code: 1 });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    await health('worker', env);
    socket.resetAndDestroy();
    server.close();
    await expect(health('worker', env)).rejects.toMatchObject({
      code: 1,
      stderr: `worker: no connection to Temporal (temporal:${String(port)}), port ${String(port)}\n`,
    });
  });
});

it('the health check finds commands that end by themselves well', async () => {
  await health('migrate', {});
});
