import { rmSync } from 'node:fs';
import path from 'node:path';

/** The checkout: this file is `.builds/<build>/bench/checkout.js` when it runs. */
export const CHECKOUT = path.join(__dirname, '..', '..', '..');
/** The command line, as the built image starts it. */
export const ADTECH = path.join(CHECKOUT, 'dist', 'cli', 'main.js');

/** Removes a folder; harmless when it is not there. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
