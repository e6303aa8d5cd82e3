// `npm run bench`: measures the system and its peers; --help tells more, docs/performance.md what came of it.
import { ensureBuilt } from './ensure.mjs';

await ensureBuilt();
await import('../dist/bench/main.js');
