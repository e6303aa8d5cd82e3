import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { SOURCES_KEY } from '../../storage/lake-keys';
import { createS3Lake, putObjects } from '../support/lake/test-lake';
import { adtech } from '../support/processes/command-line';

const VISITS = 'shop_id,sku,when\nA,p1,20/11/2026\nA,p2,21/11/2026\n';
const LOGS = {
  'input/advertiser_ids.csv': 'advertiser_id\nA\n',
  'input/ads_views.csv': 'advertiser_id,product_id,type,date\nA,p1,click,2026-11-20\n',
  'input/visits/day.csv': VISITS,
};

it('writes a description that a run reads, and never over another one without --force', async () => {
  const lake = await createS3Lake();
  await putObjects(lake.lake, LOGS);
  const first = await adtech(['data', 'describe', '--write'], lake.env);
  expect(first.stdout).toMatch(
    /✓ product_views: 2 rows of 1 of 1 object: 2 accepted, 0 rejected, days 2026-11-20 to 2026-11-21/,
  );
  expect(first.stdout).toContain('✓ written to input/sources.json');
  expect(first.code).toBe(0);
  const written = await text(await lake.lake.read(SOURCES_KEY));
  expect((await adtech(['data', 'check'], lake.env)).code).toBe(0);

  const again = await adtech(['data', 'describe', '--write'], lake.env);
  expect(again.stdout).toContain('input/sources.json says this already');
  expect(again.code).toBe(0);

  const other = JSON.stringify({ timeZone: 'Europe/Vienna', ...(JSON.parse(written) as object) });
  await lake.lake.write(SOURCES_KEY, Buffer.from(other));
  const refused = await adtech(['data', 'describe', '--write'], lake.env);
  expect(refused.stdout).toContain('`--force` replaces it');
  expect(refused.code).toBe(1);
  expect(await text(await lake.lake.read(SOURCES_KEY))).toBe(other);
  const checked = await adtech(['data', 'describe'], lake.env);
  expect(checked.stdout).toContain('input/sources.json is there and is checked');
  expect(checked.code).toBe(0);

  const forced = await adtech(['data', 'describe', '--write', '--force'], lake.env);
  expect(forced.code).toBe(0);
  expect(await text(await lake.lake.read(SOURCES_KEY))).toBe(written);
  lake.remove();
});

it('looks at a plain folder, and leaves nothing but the description in it', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-logs-'));
  mkdirSync(path.join(folder, 'visits'));
  for (const [key, body] of Object.entries(LOGS))
    writeFileSync(path.join(folder, key.slice('input/'.length)), body);
  const found = await adtech(['data', 'describe', '--logs', folder, '--json'], {});
  expect(found.code).toBe(0);
  expect(JSON.parse(found.stdout)).toMatchObject({
    lake: folder,
    complete: true,
    written: 'not_asked',
    sources: { logs: { product_views: [{ objects: 'input/visits/*.csv' }] } },
  });
  expect(existsSync(path.join(folder, 'sources.json'))).toBe(false);
  expect((await adtech(['data', 'describe', '--logs', folder, '--write'], {})).code).toBe(0);
  expect(JSON.parse(readFileSync(path.join(folder, 'sources.json'), 'utf8'))).toHaveProperty(
    'logs.product_views',
  );
  rmSync(folder, { recursive: true });
});

it('ends with 3 and writes nothing where something is left open, and shows the lines to choose from', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'adtech-logs-'));
  writeFileSync(path.join(folder, 'visits.csv'), 'shop_id,sku,when\nA,p1,10/11/2026\n');
  const found = await adtech(['data', 'describe', '--logs', folder, '--write'], {});
  expect(found.code).toBe(3);
  expect(found.stdout).toContain(
    '! date is left open: DD/MM/YYYY and MM/DD/YYYY both read all values of when',
  );
  expect(found.stdout).toContain('      "date": {"column":"when","format":"DD/MM/YYYY"}\n');
  expect(found.stdout).toContain('! nothing is written while something is left open');
  expect(existsSync(path.join(folder, 'sources.json'))).toBe(false);
  rmSync(folder, { recursive: true });
});

it('refuses a folder that is not there, --force alone, and to write where LOG_SOURCES does not look', async () => {
  expect((await adtech(['data', 'describe', '--logs', '/no/such/folder'], {})).code).toBe(2);
  expect((await adtech(['data', 'describe', '--force'], {})).code).toBe(2);
  const elsewhere = await adtech(['data', 'describe', '--write'], {
    LOG_SOURCES: 's3://bucket/sources.json',
  });
  expect(elsewhere.code).toBe(2);
  expect(elsewhere.stderr).toContain('LOG_SOURCES is set');
});
