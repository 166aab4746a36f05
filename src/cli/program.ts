/** All commands under one name, and the one place where errors become exit codes. */
import { Command } from 'commander';
import { EXIT_CODES, reportFailure } from './failure.js';
import { version } from './version.js';

/** A command's module is loaded only when it is named, so that `vultus model` need not load what training needs. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.js')).startCommand(),
  data: async () => (await import('./data.js')).dataCommand(),
  synth: async () => (await import('./synth.js')).synthCommand(),
  model: async () => (await import('./model.js')).modelCommand(),
  plan: async () => (await import('./plan.js')).planCommand(),
  'lr-find': async () => (await import('./lr-find.js')).lrFindCommand(),
  train: async () => (await import('./train.js')).trainCommand(),
  evaluate: async () => (await import('./evaluate.js')).evaluateCommand(),
  explain: async () => (await import('./explain.js')).explainCommand(),
  robustness: async () => (await import('./robustness.js')).robustnessCommand(),
  card: async () => (await import('./card.js')).cardCommand(),
  compare: async () => (await import('./compare.js')).compareCommand(),
  models: async () => (await import('./models.js')).modelsCommand(),
  predict: async () => (await import('./predict.js')).predictCommand(),
  export: async () => (await import('./export.js')).exportCommand(),
  average: async () => (await import('./average.js')).averageCommand(),
  tensorboard: async () => (await import('./tensorboard.js')).tensorboardCommand(),
  labels: async () => (await import('./labels.js')).labelsCommand(),
  info: async () => (await import('./info.js')).infoCommand(),
};

/**
 * The command line; nothing runs before `parseAsync`.
 * @param named the only command needed; all of them when it is none of ours
 */
export async function makeProgram(named: string | undefined): Promise<Command> {
  const program = new Command('vultus')
    .description('Train, judge and ship facial-expression classifiers on 48×48 gray faces.')
    .version(version(), '-V, --version', 'print the version')
    .helpCommand('help [command]', 'the same as COMMAND --help');
  const names = named !== undefined && Object.hasOwn(COMMANDS, named) ? [named] : Object.keys(COMMANDS);
  for (const name of names) program.addCommand(await COMMANDS[name]());
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
  try {
    const program = await makeProgram(argv[0]);
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    const help = Object.hasOwn(COMMANDS, argv[0] ?? '') ? `${argv[0]} --help` : '--help';
    return reportFailure(error, argv.includes('--debug'), `npx vultus ${help}`);
  }
}
