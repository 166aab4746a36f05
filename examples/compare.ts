/**
 * Asks whether one trained network is better than another: both answer the same faces.
 *
 *     node dist/examples/compare.js runs/one/model runs/two/model
 */
import {
  comparePaired,
  loadModelDirectory,
  predictSplit,
  rightAnswers,
  rowsOfSplit,
  synthesise,
} from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(directories: readonly string[], faces = 700): Promise<number> {
  const dataset = synthesise({ count: faces, seed: 2 });
  const rows = rowsOfSplit(dataset, 'PublicTest');
  const right: Uint8Array[] = [];
  for (const directory of directories) {
    const { model, weights } = await loadModelDirectory(directory);
    const answers = await predictSplit({ model, weights, dataset, rows, batchSize: 64, threads: 1 });
    right.push(rightAnswers(answers, dataset.classes.length));
  }
  const [{ counts, difference, p }] = comparePaired(right).pairs;
  console.log(`right alone: ${counts.onlyFirst} and ${counts.onlySecond} images, p ${p.toPrecision(2)}`);
  const points = [difference.value, difference.low, difference.high].map((share) => (100 * share).toFixed(1));
  console.log(`the second is ${points[0]} points better (${points[1]} to ${points[2]})`);
  return p;
}

await runAsScript(import.meta.url, (directories) => main(directories));
