/** How every command is set up: the same help layout, an example line, the same strictness. */
import { Command, type Option } from 'commander';

/** What a command is, apart from what it does. */
export interface CommandSpec {
  readonly name: string;
  /** Arguments as commander writes them: `<path>`. */
  readonly arguments?: readonly (readonly [name: string, description: string])[];
  readonly description: string;
  readonly options?: readonly Option[];
  /** Lines of `--help`'s last part. */
  readonly examples: readonly string[];
}

/** A command with its flags, its example lines, and the hidden `--debug`. */
export function makeCommand(spec: CommandSpec): Command {
  const command = new Command(spec.name).description(spec.description).showHelpAfterError(false);
  for (const [name, description] of spec.arguments ?? []) command.argument(name, description);
  for (const option of spec.options ?? []) command.addOption(option);
  command.addOption(command.createOption('--debug', 'print the stack of an error').hideHelp());
  const lines = spec.examples.map((line) => `  ${line}`).join('\n');
  command.addHelpText('after', `\n${spec.examples.length > 1 ? 'Examples' : 'Example'}:\n${lines}`);
  return command;
}
