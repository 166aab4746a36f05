/**
 * Measures a trained network on faces it has not seen.
 *
 *     node dist/examples/evaluate.js runs/example/model
 */
import { evaluateSplit, loadModelDirectory, rowsOfSplit, synthesise } from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(directory: string, faces = 700): Promise<number> {
  const { model, weights } = await loadModelDirectory(directory);
  // Another seed than the one it was trained on: other faces.
  const dataset = synthesise({ count: faces, seed: 2 });
  const rows = rowsOfSplit(dataset, 'PublicTest');
  const { accuracy, perClass } = await evaluateSplit({
    ...{ model, weights, dataset, rows },
    batchSize: 64,
    threads: 1,
  });
  console.log(
    `accuracy ${accuracy.value.toFixed(3)} (${accuracy.low.toFixed(3)}–${accuracy.high.toFixed(3)})`,
  );
  for (const { name, recall } of perClass) console.log(`  ${name} ${recall?.value.toFixed(3) ?? '–'}`);
  return accuracy.value;
}

await runAsScript(import.meta.url, ([directory = 'runs/example/model']) => main(directory));
