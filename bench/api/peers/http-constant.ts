import { createServer } from 'node:http';
import { constantBytes, portArgument } from './arguments';

const body = constantBytes();

/** `node:http` alone, with the same bytes for every request. */
createServer((_request, response) => {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': body.byteLength,
  });
  response.end(body);
}).listen(portArgument(), '127.0.0.1');
