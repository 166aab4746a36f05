/**
 * Trains a small network on synthetic faces.
 *
 *     node dist/examples/train.js runs/example
 */
import { completeConfig, synthesise, train } from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(directory: string, faces = 700, epochs = 3): Promise<string> {
  const dataset = synthesise({ count: faces, seed: 1 });
  const config = completeConfig({ model: 'tiny', epochs, validation: { ratio: 0.1 } }, dataset.splitNames);
  const result = await train({
    config,
    dataset,
    directory,
    onEvent: (event) => {
      if (event.type !== 'epoch') return;
      const { epoch, train, validation } = event.record;
      console.log(
        `epoch ${epoch}: loss ${train.loss.toFixed(3)}, validation ${validation?.accuracy.toFixed(3)}`,
      );
    },
  });
  console.log(`weights ${result.hash}`);
  return result.hash;
}

await runAsScript(import.meta.url, ([directory = 'runs/example']) => main(directory));
