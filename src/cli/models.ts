/** `vultus models`: the trained networks that come with the package. */
import type { Command } from 'commander';
import { listModels, measuredNotes, modelNotes, modelsTable } from '../classify/index.js';
import { makeCommand } from './command.js';
import { jsonFlag } from './flags.js';
import { print, printJson, table, wrapped } from './terminal.js';

export function modelsCommand(): Command {
  return makeCommand({
    name: 'models',
    description:
      'List the trained networks that come with Vultus. Their names stand for a run or a model wherever one is taken.',
    options: [jsonFlag()],
    examples: ['npx vultus models', 'npx vultus models --json'],
  }).action(run);
}

async function run({ json }: { readonly json?: boolean }): Promise<void> {
  const models = await listModels();
  if (json) {
    printJson({ models });
    return;
  }
  if (models.length === 0) {
    print(wrapped('No trained model comes with this copy of Vultus: train one, npx vultus start does it.'));
    return;
  }
  const { head, rows } = modelsTable(models);
  print(table(head, rows, 'lrlrrrr'));
  print();
  for (const model of models) {
    const [title, ...notes] = modelNotes(model);
    print(wrapped(title));
    for (const line of notes) print(wrapped(line, '  '));
  }
  for (const line of measuredNotes(models)) print(`\n${wrapped(line)}`);
}
