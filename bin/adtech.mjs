#!/usr/bin/env node
import { ensureBuilt } from '../scripts/ensure.mjs';

ensureBuilt();
// Node 20 is what this runs on; the AWS SDK need not say so at every command.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import('../dist/cli/main.js');
