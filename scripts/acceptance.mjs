// `npm run acceptance -- <folder>`: runs every date of the plain logs in a folder (advertiser_ids.csv, product_views.csv,
// ads_views.csv) on a folder lake and on S3, and holds both tables against the naive reference.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, root } from './ensure.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error(
    'usage: npm run acceptance -- <folder with advertiser_ids.csv, product_views.csv and ads_views.csv>',
  );
  process.exit(2);
}
await ensureBuilt();
const jest = path.join(root, 'node_modules', '.bin', 'jest');
const args = ['--selectProjects', 'integration', '--testPathPatterns', 'acceptance/logs'];
const env = { ...process.env, ADTECH_ACCEPTANCE_LOGS: path.resolve(folder) };
process.exitCode =
  spawnSync(jest, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' }).status ??
  1;
