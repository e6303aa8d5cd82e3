import { KeyRing } from '../../api/access/key-ring';
import { createApiKey, findActiveApiKeys } from '../../db/api-keys';
import { adtech } from '../support/processes/command-line';
import type { CommandEnd } from '../support/processes/command-line';
import { createTestDatabase } from '../support/database/test-database';
import type { TestDatabase } from '../support/database/test-database';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.drop());

const keys = (...args: string[]): Promise<CommandEnd> =>
  adtech(['keys', ...args], { DATABASE_URL: database.url });

async function holderOf(text: string) {
  const ring = new KeyRing();
  ring.reload(await findActiveApiKeys(database.db));
  return ring.verify(text);
}

describe('adtech keys create', () => {
  // What a script takes as the key: `KEY=$(npx adtech keys create --name n)`.
  it('prints the key alone to stdout, which then opens', async () => {
    const { code, stdout, stderr } = await keys('create', '--name', 'dashboard');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^adk_[0-9a-f]{12}_[\w-]{43}\n$/);
    expect(await holderOf(stdout.trim())).toMatchObject({ name: 'dashboard', advertisers: undefined });
    expect(stderr).toMatch(/cannot be shown again/);
    expect(stderr).not.toContain(stdout.trim());
  });

  it.each([
    ['after one option', ['--advertiser', '0001', 'é', '0001']],
    ['each after its own', ['--advertiser', '0001', '--advertiser', 'é', '--advertiser', '0001']],
  ])('limits the key to advertisers %s, and reports it as JSON', async (_, args) => {
    const { code, stdout } = await keys('create', '--name', 'n', ...args, '--json');
    expect(code).toBe(0);
    const { key, ...report } = JSON.parse(stdout) as { key: string; id: string };
    expect(report).toEqual({ id: key.split('_')[1], name: 'n', advertisers: ['0001', 'é'] });
    expect(await holderOf(key)).toMatchObject({ advertisers: new Set(['0001', 'é']) });
  });

  it.each([
    ['no name', [], /required option '--name <text>'/],
    ['an empty name', ['--name', ' '], /1 to 100 characters/],
    ['a name with a control character', ['--name', 'a\u001b[2J'], /no control characters/],
    ['a name that is too long', ['--name', 'n'.repeat(101)], /1 to 100 characters/],
    ['an empty advertiser', ['--name', 'n', '--advertiser', ''], /must be an advertiser id/],
    ['an advertiser that is too long', ['--name', 'n', '--advertiser', 'é'.repeat(65)], /1 to 128 bytes/],
    ['an option without an advertiser', ['--name', 'n', '--advertiser'], /argument missing/],
  ])('calls %s wrong usage, and makes none', async (_, args, says) => {
    const { code, stderr } = await keys('create', ...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(await findActiveApiKeys(database.db)).toEqual([]);
  });
});

describe('adtech keys list', () => {
  it('shows every key and no secret', async () => {
    const all = await createApiKey(database.db, 'all of it', null);
    const limited = await createApiKey(database.db, 'limited', ['A', 'B', 'C', 'D', 'E']);
    expect((await keys('revoke', all.id)).code).toBe(0);
    const plain = await keys('list');
    expect(plain.code).toBe(0);
    const lines = plain.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(new RegExp(`^${all.id}  all of it  all +\\S+Z  \\S+Z$`));
    expect(lines[2]).toMatch(new RegExp(`^${limited.id}  limited +A, B, C and 2 more +\\S+Z$`));

    const json = await keys('list', '--json');
    expect(JSON.parse(json.stdout)).toEqual({
      keys: [
        {
          ...{ id: all.id, name: 'all of it', advertisers: null },
          created_at: expect.stringMatching(/Z$/) as unknown,
          revoked_at: expect.stringMatching(/Z$/) as unknown,
        },
        {
          ...{ id: limited.id, name: 'limited', advertisers: ['A', 'B', 'C', 'D', 'E'] },
          created_at: expect.stringMatching(/Z$/) as unknown,
          revoked_at: null,
        },
      ],
    });
    for (const { secretSha256 } of await findActiveApiKeys(database.db)) {
      expect(plain.stdout + json.stdout).not.toContain(secretSha256.toString('hex'));
    }
    for (const { text } of [all, limited]) {
      expect(plain.stdout + json.stdout).not.toContain(text.slice(-43));
    }
  });

  it('says how to make one where there is none', async () => {
    expect(await keys('list')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/keys create/) as unknown,
    });
  });
});

describe('adtech keys revoke', () => {
  it('ends a key, once', async () => {
    const { id, text } = await createApiKey(database.db, 'n', null);
    expect(await keys('revoke', id, '--json')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/"outcome": "revoked"/) as unknown,
    });
    expect(await holderOf(text)).toBeUndefined();
    expect(await keys('revoke', id)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/revoked before/) as unknown,
    });
  });

  it('fails for an id that no key has', async () => {
    expect(await keys('revoke', '0123456789ab')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no key has the id 0123456789ab/) as unknown,
    });
  });

  it('calls what is no id wrong usage, and does not repeat it: it may be a key', async () => {
    const { text } = await createApiKey(database.db, 'n', null);
    const { code, stdout, stderr } = await keys('revoke', text);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(text.slice(-43));
    expect(await holderOf(text)).toBeDefined();
  });
});

it.each([['create'], ['list'], ['revoke']])('keys %s has help, and ends with 0 after it', async (name) => {
  const { code, stdout } = await adtech(['keys', name, '--help'], {});
  expect(code).toBe(0);
  expect(stdout).toContain(`Usage: adtech keys ${name}`);
});

it.each([[['list']], [['create', '--name', 'n']], [['revoke', '0123456789ab']]])(
  '%j says what is missing where nothing is set',
  async (args) => {
    const { code, stderr } = await adtech(['keys', ...args], {});
    expect(code).toBe(2);
    expect(stderr).toMatch(/DATABASE_URL is not set/);
  },
);
