/**
 * Gives a tenth of some synthetic faces wrong labels on purpose, and finds them again.
 *
 *     node dist/examples/labels.js runs/labels
 */
import {
  crossValidate,
  findLabelIssues,
  fingerprint,
  foldConfig,
  rowsOfSplit,
  synthesise,
} from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(directory: string, faces = 2100, epochs = 16) {
  const clean = synthesise({ count: faces, seed: 1 });
  const labels = clean.labels.map((label, row) => (row % 10 === 3 ? (label + 1 + (row % 6)) % 7 : label));
  const dataset = { ...clean, labels, fingerprint: fingerprint({ ...clean, labels }) };

  const rows = rowsOfSplit(dataset, 'Training');
  const config = foldConfig({ model: 'tiny', epochs });
  const answers = await crossValidate({ dataset, rows, folds: 2, config, directory, threads: 1 });
  if (!answers) throw new Error('Nobody stopped it.');
  const given = Uint8Array.from(rows, (row) => labels[row]);
  const { issues } = findLabelIssues(answers.probabilities, given, dataset.classes.length);

  const first = issues.slice(0, faces / 20);
  const wrong = first.filter(({ index }) => labels[rows[index]] !== clean.labels[rows[index]]);
  const right = wrong.filter(({ index, suggested }) => suggested === clean.labels[rows[index]]);
  console.log(`${wrong.length} of the first ${first.length} labels are wrong indeed`);
  console.log(`${right.length} of the suggestions are the true label`);
  return { first: first.length, wrong: wrong.length, right: right.length };
}

await runAsScript(import.meta.url, ([directory = 'runs/labels']) => main(directory));
