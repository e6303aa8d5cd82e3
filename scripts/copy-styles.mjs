// Part of `npm run build`: tsc leaves style sheets where they are.
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './ensure.mjs';

const STYLES = path.join('api', 'dashboard', 'dashboard.css');

copyFileSync(path.join(root, STYLES), path.join(root, 'dist', STYLES));
