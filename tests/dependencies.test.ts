import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Package {
  readonly version?: string;
  readonly license?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(__dirname, '..', name), 'utf8'));
}

const own = read('package.json') as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const { packages } = read('package-lock.json') as { packages: Record<string, Package> };
const installed = Object.entries(packages)
  .filter(([place]) => place !== '')
  .map(([place, one]) => ({ name: place.replace(/^.*node_modules\//, ''), ...one }));

/** What a dependency may be licensed under: all let a service be run and a copy be handed on. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);
/** Each with the reason why it may stay. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'axe-core': 'MPL-2.0: a development tool, unchanged',
  'caniuse-lite': 'CC-BY-4.0: data of a development tool',
  unionfs: 'names none; its LICENSE is the Unlicense',
};

/** Whether an SPDX expression can be met by allowed licences alone. */
function isAllowed(licence: string): boolean {
  const inner = licence.replace(/^\((.*)\)$/, '$1');
  if (inner.includes(' OR ')) return inner.split(' OR ').some(isAllowed);
  if (inner.includes(' AND ')) return inner.split(' AND ').every(isAllowed);
  return ALLOWED.has(inner);
}

// They read package-lock.json, and so see what is installed on other systems too.
describe('a dependency, however deep', () => {
  it('has a licence of the list, or a reason to stay', () => {
    const others = installed.filter(({ name, license = '' }) => !isAllowed(license) && !(name in EXCEPTIONS));
    expect(others.map(({ name, license }) => `${name}: ${license ?? 'none'}`)).toEqual([]);
    const needless = Object.keys(EXCEPTIONS).filter(
      (exception) => !installed.some(({ name, license = '' }) => name === exception && !isAllowed(license)),
    );
    expect(needless).toEqual([]);
  });

  it('has its install script allowed or refused by name, if it has one', () => {
    const scripts = new Set(installed.filter((one) => one.hasInstallScript === true).map(({ name }) => name));
    expect([...scripts].filter((name) => !(name in own.allowScripts))).toEqual([]);
    expect(Object.keys(own.allowScripts).filter((name) => !scripts.has(name))).toEqual([]);
  });

  it('comes from the registry, with a digest of its bytes', () => {
    const elsewhere = installed.filter(
      ({ resolved, integrity = '' }) =>
        !integrity.startsWith('sha512-') ||
        (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
    );
    expect(elsewhere.map(({ name }) => name)).toEqual([]);
  });
});

it('every direct dependency names one version, the one that is installed', () => {
  for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
    expect([name, packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
});

describe('the check of licences', () => {
  it.each(['MIT', '(MIT OR GPL-3.0-only)', '(MIT AND Zlib)', 'Apache-2.0 AND MIT'])(
    'lets %s pass',
    (licence) => {
      expect(isAllowed(licence)).toBe(true);
    },
  );

  it.each(['', 'GPL-3.0-only', 'MIT AND SSPL-1.0', 'UNLICENSED', 'BUSL-1.1'])(
    'does not let “%s” pass',
    (licence) => {
      expect(isAllowed(licence)).toBe(false);
    },
  );
});
