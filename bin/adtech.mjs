#!/usr/bin/env node
import module from 'node:module';
import path from 'node:path';
import { ensureBuilt, root } from '../scripts/ensure.mjs';

await ensureBuilt();
// From Node 22.8 on, what is compiled is kept: the next command starts sooner.
module.enableCompileCache?.(path.join(root, 'node_modules', '.cache', 'adtech'));
// On Node 20, which is still supported, the AWS SDK would warn at every command that it soon ends its own support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import('../dist/cli/main.js');
