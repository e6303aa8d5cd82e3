#!/usr/bin/env node
import { ensureBuilt } from '../scripts/ensure.mjs';

ensureBuilt();
// On Node 20, which is still supported, the AWS SDK would warn at every command that it soon ends its own support.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import('../dist/cli/main.js');
