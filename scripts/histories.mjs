// `npm run histories`: plays every scenario of tests/support/temporal/workflow-scenarios.ts on servers that it starts itself, and saves
// the histories in tests/workflows/histories/, in place of those that are there.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ensureBuilt, root } from './ensure.mjs';

await ensureBuilt();
const jest = path.join(root, 'node_modules', '.bin', 'jest');
const args = ['--selectProjects', 'integration', '--testPathPatterns', 'workflows/endings'];
const env = { ...process.env, ADTECH_RECORD_HISTORIES: '1' };
process.exitCode =
  spawnSync(jest, args, { cwd: root, stdio: 'inherit', env, shell: process.platform === 'win32' }).status ??
  1;
