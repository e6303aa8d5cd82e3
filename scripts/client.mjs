// `npm run client`: makes the types of examples/typed-client from the API's document; `-- --check` tells whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import prettier from 'prettier';
import { ensureBuilt } from './ensure.mjs';

await ensureBuilt();
const { createDocument } = await import('../dist/api/openapi.js');
const { ENDPOINTS } = await import('../dist/api/endpoints/index.js');
const file = new URL('../examples/typed-client/api.d.ts', import.meta.url);

const types = astToString(await openapiTS(createDocument(ENDPOINTS, 'any')));
const options = await prettier.resolveConfig(file);
const text = await prettier.format(`// Made by \`npm run client\`; not to be edited.\n${types}`, {
  ...options,
  parser: 'typescript',
});
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (readFileSync(file, 'utf8') !== text) {
  console.error('examples/typed-client/api.d.ts is not of this document; run `npm run client`');
  process.exitCode = 1;
}
