import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { isApiKeyId } from '../../db/api-key-text';
import { createApiKey, listApiKeys, revokeApiKey } from '../../db/api-keys';
import type { ApiKeyDescription } from '../../db/api-keys';
import { ID_MAX_BYTES } from '../../domain/record-validation';
import { command, handler, JSON_OPTION } from '../command';
import type { CommandContext, OnExit } from '../command';
import { EXIT, UsageError } from '../exit-codes';
import type { ExitCode } from '../exit-codes';
import { resolveDatabase, withDatabase } from '../services';
import { idText } from '../terminal-text';

const NAME_MAX_LENGTH = 100;
const MAX_ADVERTISERS = 10_000;
/** Advertisers of a key that its line in the list names. */
const LISTED_ADVERTISERS = 3;
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

interface CreateOptions {
  readonly name: string;
  readonly advertiser?: readonly string[];
  readonly json?: boolean;
}

/** `adtech keys create | list | revoke` */
export function keysCommand(onExit: OnExit): Command {
  const keys = command('keys', 'the keys of the API, which asks for them with API_KEYS=required');
  keys
    .command('create')
    .description('make a key, and print it to stdout: the only time that it is seen')
    .requiredOption('--name <text>', 'whose key it is, for those who read the list of keys', nameArgument)
    .option(
      '--advertiser <id...>',
      'an advertiser that the key is limited to, any number of them (default: all)',
      advertiserArgument,
    )
    .option(...JSON_OPTION)
    .action(handler<CreateOptions>(onExit, create));
  keys
    .command('list')
    .description('show every key, without its secret')
    .option(...JSON_OPTION)
    .action(handler(onExit, list));
  keys
    .command('revoke')
    .description('end a key for good; running APIs know within seconds')
    .argument('<id>', 'the id of the key, as `keys list` shows it: 12 hex digits')
    .option(...JSON_OPTION)
    .action((id: string, options: { json?: boolean }) =>
      handler<{ json?: boolean }>(onExit, (context) => revoke(context, id))(options),
    );
  return keys;
}

async function create(
  { settings, home, out }: CommandContext,
  { name, advertiser }: CreateOptions,
): Promise<ExitCode> {
  const advertisers = advertiser === undefined ? null : [...new Set(advertiser)];
  if (advertisers !== null && advertisers.length > MAX_ADVERTISERS)
    throw new UsageError(`a key is limited to at most ${String(MAX_ADVERTISERS)} advertisers`);
  return withDatabase(resolveDatabase(settings, home), async (db) => {
    const { id, text } = await createApiKey(db, name, advertisers);
    out.report({ id, name, advertisers, key: text }, () => {
      out.line(text);
      out.aside(`key ${id} is made; it is not kept, and cannot be shown again`);
    });
    return EXIT.done;
  });
}

async function list({ settings, home, out }: CommandContext): Promise<ExitCode> {
  const keys = await withDatabase(resolveDatabase(settings, home), listApiKeys);
  const report = keys.map(({ id, name, advertisers, createdAt, revokedAt }) => ({
    ...{ id, name, advertisers },
    created_at: createdAt.toISOString(),
    revoked_at: revokedAt?.toISOString() ?? null,
  }));
  out.report({ keys: report }, () => {
    if (keys.length === 0) {
      out.line('no keys; `npx adtech keys create` makes one');
      return;
    }
    const rows = keys.map((key) => [
      key.id,
      key.name,
      describeAdvertisers(key),
      describeTime(key.createdAt),
      key.revokedAt === null ? '' : describeTime(key.revokedAt),
    ]);
    out.table(['id', 'name', 'advertisers', 'created', 'revoked'], rows);
  });
  return EXIT.done;
}

async function revoke({ settings, home, out }: CommandContext, id: string): Promise<ExitCode> {
  // What was given may be a whole key: it is not repeated.
  if (!isApiKeyId(id))
    throw new UsageError('the id of a key has 12 hex digits; `npx adtech keys list` shows it');
  const outcome = await withDatabase(resolveDatabase(settings, home), (db) => revokeApiKey(db, id));
  if (outcome === undefined) throw new Error(`no key has the id ${id}; \`npx adtech keys list\` shows all`);
  out.report({ id, outcome: outcome.replace(' ', '_') }, () => {
    out.done(`key ${id} ${outcome === 'revoked' ? 'is revoked' : 'was revoked before'}`);
  });
  return EXIT.done;
}

function describeAdvertisers({ advertisers }: ApiKeyDescription): string {
  if (advertisers === null) return 'all';
  const more = advertisers.length - LISTED_ADVERTISERS;
  const listed = advertisers.slice(0, LISTED_ADVERTISERS).map(idText).join(', ');
  return more > 0 ? `${listed} and ${String(more)} more` : listed;
}

function describeTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function nameArgument(text: string): string {
  if (text.trim() !== '' && Array.from(text).length <= NAME_MAX_LENGTH && !CONTROL.test(text)) return text;
  throw new InvalidArgumentError(
    `must have 1 to ${String(NAME_MAX_LENGTH)} characters, and no control characters.`,
  );
}

function advertiserArgument(id: string, previous: readonly string[] = []): string[] {
  if (id !== '' && Buffer.byteLength(id) <= ID_MAX_BYTES && !CONTROL.test(id)) return [...previous, id];
  throw new InvalidArgumentError(
    `must be an advertiser id: 1 to ${String(ID_MAX_BYTES)} bytes, and no control characters.`,
  );
}
