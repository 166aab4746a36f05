/** All commands under one name, and the one place where errors become exit codes. */
import { Command } from 'commander';
import { dataCommand } from './data.js';
import { evaluateCommand } from './evaluate.js';
import { EXIT_CODES, reportFailure } from './failure.js';
import { infoCommand } from './info.js';
import { modelCommand } from './model.js';
import { planCommand } from './plan.js';
import { startCommand } from './start.js';
import { synthCommand } from './synth.js';
import { trainCommand } from './train.js';
import { version } from './version.js';

/** The whole command line; nothing runs before `parseAsync`. */
export function makeProgram(): Command {
  const program = new Command('vultus')
    .description('Train, judge and ship facial-expression classifiers on 48×48 gray faces.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'the same as COMMAND --help')
    .configureHelp({ showGlobalOptions: false });
  const commands = [
    startCommand(),
    dataCommand(),
    synthCommand(),
    modelCommand(),
    planCommand(),
    trainCommand(),
    evaluateCommand(),
    infoCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  const codes = EXIT_CODES.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n');
  program.addHelpText('after', `\nExit codes:\n${codes}\n\nExample:\n  npx vultus start`);
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeErr: () => {} });
  }
  return program;
}

/**
 * Runs one command line.
 * @param argv without `node` and the script
 * @returns the exit code
 */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  const program = makeProgram();
  if (argv.length === 0) {
    program.outputHelp();
    return 0;
  }
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    return reportFailure(error, argv.includes('--debug'));
  }
}
