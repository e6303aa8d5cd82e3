import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/* Must fail when one of the files that name a version of Node is raised alone. */

const ROOT = path.join(__dirname, '..', '..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** The versions that `npm run test:nodes` knows, by major version. */
const versions = new Map(
  [...read('scripts/nodes/binaries.mjs').matchAll(/(\d+): '(\d+\.\d+\.\d+)'/g)].map(([, major, version]) => [
    major,
    version,
  ]),
);

it('is tested on every line of Node that is supported', () => {
  expect([...versions.keys()]).toEqual(['20', '22', '24', '26']);
  for (const [major, version] of versions) expect(version?.split('.')[0]).toBe(major);
});

it('is, in the image, the newest 24 that the tests run on', () => {
  expect(read('Dockerfile')).toContain(`ARG BASE=node:${versions.get('24') ?? ''}-bookworm-slim\n`);
});

it('is the same in the workflows as in the image', () => {
  const folder = '.github/workflows';
  const named = readdirSync(path.join(ROOT, folder)).flatMap((file) =>
    [...read(path.join(folder, file)).matchAll(/node-version: (.*)/g)].map(([, version]) => version),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(new Set(named)).toEqual(new Set([versions.get('24')]));
});
