import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import type { OnExit } from '../../cli/command';
import { COMMANDS } from '../../cli/commands';

/** What the work of commands loads first. */
const LIBRARIES = [
  '@aws-sdk/client-s3',
  '@temporalio/client',
  '@temporalio/worker',
  'hyparquet',
  'kysely',
  'pg',
  'pino',
];

const cwd = process.cwd();
const { env } = process;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'adtech-late-'));
  process.chdir(folder);
  process.env = {};
});

afterAll(() => {
  process.chdir(cwd);
  process.env = env;
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  jest.resetModules().dontMock('zod');
  LIBRARIES.forEach(refuse);
});

function refuse(library: string): void {
  jest.doMock(library, () => {
    throw new Error(`${library} is loaded`);
  });
}

async function load(name: string, onExit: OnExit = () => undefined): Promise<Command> {
  return (await COMMANDS[name]!.load())(onExit);
}

describe('a command', () => {
  it.each(Object.keys(COMMANDS))('%s tells its help without what its work needs', async (name) => {
    refuse('zod');
    expect((await load(name)).helpInformation()).toContain(`Usage: ${name}`);
  });

  it.each([
    ['status'],
    ['backfill'],
    ['run', '2026-11-01'],
    ['count'],
    ['evaluate'],
    ['keys', 'list'],
    ['migrate'],
    ['schedule', 'apply'],
  ])('%s says that nothing runs in the folder without what its work needs', async (name, ...args) => {
    const command = await load(name);
    await expect(command.parseAsync(args, { from: 'user' })).rejects.toThrow('no `npx adtech up` runs');
  });

  it('doctor says so as well', async () => {
    const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const onExit = jest.fn();
    await (await load('doctor', onExit)).parseAsync([], { from: 'user' });
    expect(onExit).toHaveBeenCalledWith(1);
    expect(write.mock.calls.join('')).toContain('no `npx adtech up` runs');
    write.mockRestore();
  });
});
