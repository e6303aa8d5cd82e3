import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The version of this program, as its package says. */
export function programVersion(): string {
  // Compiled code lies deeper than its source: in a folder of the image, or in one of the builds of a checkout.
  const file = ['..', '../..', '../../..']
    .map((up) => path.join(__dirname, up, 'package.json'))
    .find((one) => existsSync(one));
  const { version } = JSON.parse(readFileSync(file ?? 'package.json', 'utf8')) as { version: string };
  return version;
}
