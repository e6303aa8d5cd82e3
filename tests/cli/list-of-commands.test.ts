import { Command } from 'commander';
import { COMMANDS, outlineCommands } from '../../cli/commands';

const listOf = (commands: readonly Command[]) => {
  const program = new Command('adtech');
  for (const command of commands) program.addCommand(command);
  return program.helpInformation();
};

it('is what the commands say of themselves, though it loads none of them', async () => {
  const loaded: Command[] = [];
  for (const { load } of Object.values(COMMANDS)) loaded.push((await load())(() => undefined));
  expect(listOf(outlineCommands())).toBe(listOf(loaded));
});
