import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const CHECKOUT = path.join(__dirname, '..', '..');
/** What builds, taken over as it is. */
const TOOLS = ['bin', 'scripts', 'tsconfig.json', 'tsconfig.build.json', '.npmrc'];
/** A product that is small enough to be built in a moment; its second module is loaded only when a line comes. */
const SOURCES = {
  'cli/main.ts': `
    import { once } from 'node:events';
    async function main(): Promise<void> {
      if (process.argv[2] === 'wait') {
        process.stdout.write('ready\\n');
        await once(process.stdin, 'data');
        process.stdin.destroy();
      }
      const { VALUE } = await import('./late.js');
      process.stdout.write(\`\${VALUE}\\n\`);
    }
    void main();`,
  'cli/late.ts': "export const VALUE = 'first';",
  'temporal/build-bundle.ts': `
    import { writeFileSync } from 'node:fs';
    import path from 'node:path';
    writeFileSync(path.join(__dirname, '..', 'workflow-bundle.js'), '');`,
  'counting/scan/assembly/scanner.ts': 'export function one(): i32 { return 1; }',
  'api/dashboard/page.ts': 'export const PAGE = 1;',
  'api/dashboard/dashboard.css': '',
};

let folder: string;

/** A checkout of the small product, with what it needs of this one's packages. */
function createCheckout(): string {
  const checkout = mkdtempSync(path.join(tmpdir(), 'adtech-build-'));
  for (const name of TOOLS) {
    // The programs of scripts/programs/ import what the small product lacks.
    const filter = (source: string) => !source.endsWith('.ts');
    cpSync(path.join(CHECKOUT, name), path.join(checkout, name), { recursive: true, filter });
  }
  for (const [name, text] of Object.entries(SOURCES)) write(checkout, name, text);
  const asconfig = path.join('counting', 'scan', 'assembly', 'asconfig.json');
  cpSync(path.join(CHECKOUT, asconfig), path.join(checkout, asconfig));
  const { scripts } = JSON.parse(readFileSync(path.join(CHECKOUT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const identity = { name: 'small', version: '1.0.0' };
  write(checkout, 'package.json', JSON.stringify({ ...identity, scripts }));
  write(
    checkout,
    'package-lock.json',
    JSON.stringify({ ...identity, lockfileVersion: 3, packages: { '': identity } }),
  );
  write(checkout, 'node_modules/.package-lock.json', '{}');
  mkdirSync(path.join(checkout, 'node_modules', '@types'));
  for (const name of ['typescript', 'assemblyscript', '@types/node', '.bin']) {
    symlinkSync(path.join(CHECKOUT, 'node_modules', name), path.join(checkout, 'node_modules', name));
  }
  return checkout;
}

function write(checkout: string, name: string, text: string): void {
  const file = path.join(checkout, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

interface End {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(program: string, args: readonly string[]): { child: ChildProcess; ended: Promise<End> } {
  const child = spawn(program, args, { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (texts.stderr += chunk.toString()));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...texts }));
  return { child, ended };
}

const adtech = (...args: string[]) => start(process.execPath, ['bin/adtech.mjs', ...args]);

/** Starts the program, which waits for a line before it loads its second module. */
async function startWaiting(): Promise<ReturnType<typeof start>> {
  const started = adtech('wait');
  const failed = started.ended.then(({ stderr }) => {
    throw new Error(stderr);
  });
  // It ends later, as it should.
  failed.catch(() => undefined);
  await Promise.race([once(started.child.stdout as NodeJS.EventEmitter, 'data'), failed]);
  return started;
}

/** Every file of the build with its inode and time. */
function filesOfBuild(): string[] {
  return readdirSync(path.join(folder, 'dist', '.'), { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { ino, mtimeMs } = lstatSync(path.join(folder, 'dist', name));
      return `${name} ${String(ino)} ${String(mtimeMs)}`;
    });
}

beforeEach(() => {
  folder = createCheckout();
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('bin/adtech.mjs in a checkout', () => {
  it('leaves a running process its files when it builds changed sources', async () => {
    const running = await startWaiting();
    // Builds in between: the oldest ones are removed, but not the one that a process runs from.
    for (let i = 1; i <= 9; i++) write(folder, `.builds/between-${String(i)}/complete`, '');
    write(folder, 'cli/late.ts', "export const VALUE = 'second';");
    expect((await adtech().ended).stdout).toBe('second\n');
    running.child.stdin?.write('go on\n');
    expect((await running.ended).stdout).toBe('ready\nfirst\n');
    const between = readdirSync(path.join(folder, '.builds')).filter((name) => name.startsWith('between'));
    expect(between).toHaveLength(3);
  });

  it('builds once when two processes begin at the same moment', async () => {
    const ends = await Promise.all([adtech().ended, adtech().ended]);
    expect(ends.map(({ stdout }) => stdout)).toEqual(['first\n', 'first\n']);
    expect(ends.filter(({ stderr }) => stderr.includes('building'))).toHaveLength(1);
  });

  it('builds content that is new, though its time is older than the build', async () => {
    await adtech().ended;
    write(folder, 'cli/late.ts', "export const VALUE = 'older';");
    utimesSync(path.join(folder, 'cli/late.ts'), 1, 1);
    expect((await adtech().ended).stdout).toBe('older\n');
  });

  it('builds nothing for content that was built before, though its time is newer', async () => {
    await adtech().ended;
    write(folder, 'cli/late.ts', "export const VALUE = 'second';");
    await adtech().ended;
    write(folder, 'cli/late.ts', SOURCES['cli/late.ts']);
    expect(await adtech().ended).toEqual({ code: 0, stdout: 'first\n', stderr: '' });
  });

  it('builds nothing in a copy of a built checkout', async () => {
    await adtech().ended;
    const original = folder;
    folder = `${original}-copy`;
    try {
      cpSync(original, folder, { recursive: true, verbatimSymlinks: true });
      expect(await adtech().ended).toEqual({ code: 0, stdout: 'first\n', stderr: '' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
      folder = original;
    }
  });

  it('refuses to install other packages under a running process, which it names', async () => {
    const running = await startWaiting();
    const lockfile = path.join(folder, 'package-lock.json');
    writeFileSync(lockfile, `${readFileSync(lockfile, 'utf8')}\n`);
    const { code, stderr } = await adtech().ended;
    expect(stderr).toContain('package-lock.json has changed');
    expect(stderr).toContain(`process ${String(running.child.pid)} `);
    expect(code).toBe(1);
    expect(existsSync(path.join(folder, 'node_modules', 'typescript'))).toBe(true);
    running.child.stdin?.write('go on\n');
    await running.ended;
  });
});

describe('npm run prepare', () => {
  it('changes nothing of a build that is up to date, as `npx adtech` runs it on its first use', async () => {
    await adtech().ended;
    const before = filesOfBuild();
    const { code, stderr } = await start('npm', ['run', '--silent', 'prepare']).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(filesOfBuild()).toEqual(before);
  });
});
