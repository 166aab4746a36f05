/** What lies in the directory of a run or a model, for commands that write beside it. */
import { join } from 'node:path';
import { MODEL_FILE, modelPath } from '../export/index.js';
import { runFiles } from '../train/index.js';
import { evaluationFile } from './evaluation-file.js';
import { robustnessFile } from './robustness-file.js';
import { inputFile } from './run-input.js';

/**
 * The files and folders that no command may write another result over.
 * @param name a directory or a shipped model's name
 */
export function keptFiles(name: string): string[] {
  const directory = modelPath(name);
  return [
    ...Object.values(runFiles(directory)),
    ...[inputFile(directory), evaluationFile(directory), robustnessFile(directory)],
    join(directory, MODEL_FILE),
  ];
}
