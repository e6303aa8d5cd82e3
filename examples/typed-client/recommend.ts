import createClient from 'openapi-fetch';
import type { paths } from './api';

/** Prints an advertiser's list of today: `node recommend.js http://127.0.0.1:8000 ADVERTISER`. */
async function main([baseUrl = '', advertiser = '']: readonly string[]): Promise<void> {
  const client = createClient<paths>({ baseUrl });
  const { data, error } = await client.GET('/recommendations/{advertiser}/{model}', {
    params: { path: { advertiser, model: 'TopProducts' }, query: { limit: 5 } },
  });
  if (error !== undefined) throw new Error(`${error.title}: ${error.detail}`);
  const { date, stale, recommendations } = data;
  process.stdout.write(`${advertiser} on ${date ?? 'no date'}${stale ? ' (stale)' : ''}\n`);
  for (const { rank, product_id } of recommendations) process.stdout.write(`${rank}. ${product_id}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
