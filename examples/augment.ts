/**
 * Draws a grid of synthetic faces, each beside what augmentation makes of it.
 *
 *     node dist/examples/augment.js augmented.png
 */
import { augmentedGrid, defaultAugment, synthesise, writeGridPng } from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(path: string): Promise<void> {
  const dataset = synthesise({ count: 70, seed: 1 });
  const augment = { ...defaultAugment, rotate: 10, erase: 0.3 };
  const grid = augmentedGrid(dataset, augment, 1, { rows: 7, variants: 9 });
  await writeGridPng(path, grid.images, grid);
}

await runAsScript(import.meta.url, ([path = 'augmented.png']) => main(path));
