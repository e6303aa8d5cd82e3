import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { isApiKeyId } from '../../db/api-key-text';
import { ID_MAX_BYTES } from '../../domain/record-validation';
import { resolveDatabase } from '../addresses';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';
import { UsageError } from '../exit-codes';

const NAME_MAX_LENGTH = 100;
const MAX_ADVERTISERS = 10_000;
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
    .action(
      handler<CreateOptions>(onExit, async (context, options) => {
        const advertisers = options.advertiser === undefined ? null : [...new Set(options.advertiser)];
        if (advertisers !== null && advertisers.length > MAX_ADVERTISERS)
          throw new UsageError(`a key is limited to at most ${String(MAX_ADVERTISERS)} advertisers`);
        const address = resolveDatabase(context.settings, context.home);
        const { create } = await import('../actions/keys.js');
        return create(context, address, options.name, advertisers);
      }),
    );
  keys
    .command('list')
    .description('show every key, without its secret')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async (context) => {
        const address = resolveDatabase(context.settings, context.home);
        const { list } = await import('../actions/keys.js');
        return list(context, address);
      }),
    );
  keys
    .command('revoke')
    .description('end a key for good; running APIs know within seconds')
    .argument('<id>', 'the id of the key, as `keys list` shows it: 12 hex digits')
    .option(...JSON_OPTION)
    .action((id: string, options: { json?: boolean }) =>
      handler<{ json?: boolean }>(onExit, async (context) => {
        // The argument may be a whole key, so the message does not repeat it.
        if (!isApiKeyId(id))
          throw new UsageError('the id of a key has 12 hex digits; `npx adtech keys list` shows it');
        const address = resolveDatabase(context.settings, context.home);
        const { revoke } = await import('../actions/keys.js');
        return revoke(context, address, id);
      })(options),
    );
  return keys;
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
