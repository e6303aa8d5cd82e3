import express from 'express';
import { constantBytes, portArgument } from './arguments';

const body = constantBytes();

/** Express with one route, with the same bytes for every request; nothing that could be left out is in it. */
const app = express();
app.disable('x-powered-by');
app.get('/recommendations/:advertiser/TopProducts', (_request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', body.byteLength);
  response.end(body);
});
app.listen(portArgument(), '127.0.0.1');
