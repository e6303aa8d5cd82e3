import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(__dirname, '../../findings');
const scripts = readdirSync(FOLDER).filter((name) => name.endsWith('.sh'));
const readme = readFileSync(path.join(FOLDER, 'README.md'), 'utf8');

it('lists exactly the findings that are there', () => {
  const listed = [...readme.matchAll(/^- `([\w-]+)`:/gm)].map(([, name]) => `${name ?? ''}.sh`);
  expect(listed).toEqual(scripts.sort());
});

describe.each(scripts)('%s', (name) => {
  const text = readFileSync(path.join(FOLDER, name), 'utf8');

  it('can be run', () => {
    expect(statSync(path.join(FOLDER, name)).mode & 0o111).toBe(0o111);
    expect(text).toMatch(/^#!\/usr\/bin\/env bash\n/);
  });

  it('says package, guess, what was seen and what follows', () => {
    expect(text).toMatch(/^# Packages?: /m);
    for (const part of ['Guess', 'Seen', 'So']) expect(text).toMatch(new RegExp(`^# ${part}: `, 'm'));
  });

  it('installs exact versions only, and removes its folder', () => {
    const installed = text.match(/^.*(?:npm install|pip" install)(?:\\\n|.)*$/gm) ?? [];
    expect(installed.length).toBeGreaterThan(0);
    for (const line of installed) expect(line).toMatch(/(==|@)\d+\.\d+/);
    expect(text).toContain(`trap 'rm -rf "$folder"' EXIT`);
  });

  it('names files of the product that are there', () => {
    const files = text.match(/\b(?:domain|storage|counting|db|tests)\/[\w./-]+\.ts\b/g) ?? [];
    for (const file of files) expect(() => statSync(path.join(FOLDER, '..', file))).not.toThrow();
  });
});
