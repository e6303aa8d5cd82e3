import type { Command } from 'commander';
import { command, handler, JSON_OPTION } from '../command';
import type { OnExit } from '../command';

/** `adtech notify test` */
export function notifyCommand(onExit: OnExit): Command {
  const notify = command('notify', 'notices of failed runs and ended backfills, which NOTIFY_URL gets');
  notify
    .command('test')
    .description('send a notice to NOTIFY_URL, and say whether it was taken')
    .option(...JSON_OPTION)
    .action(
      handler(onExit, async (context) => {
        const { testNotices } = await import('../actions/notify.js');
        return testNotices(context);
      }),
    );
  return notify;
}
