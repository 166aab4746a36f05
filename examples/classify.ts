/**
 * Asks a trained network about pictures of faces on disk.
 *
 *     node dist/examples/classify.js runs/example faces
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, PIXELS, synthesise, writeGridPng } from '../src/index.js';
import { runAsScript } from './script.js';

export async function main(model: string, folder: string, faces = 10): Promise<number> {
  const paths = await drawFaces(folder, faces);

  const classify = await loadModel(model);
  const { label, confidence, probabilities } = await classify(paths[0]);
  console.log(`${paths[0]}: ${label}, ${(100 * confidence).toFixed(1)} %`, probabilities);

  let answered = 0;
  for await (const { image, prediction, error } of classify.many(paths)) {
    if (error) console.log(error.message);
    else console.log(`${image}: ${prediction.sure === false ? 'not sure' : prediction.label}`);
    if (prediction) answered++;
  }
  await classify.close();
  return answered;
}

/** Synthetic faces as PNG files; use your own pictures instead. */
async function drawFaces(folder: string, count: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const { pixels } = synthesise({ count, seed: 4 });
  const paths = [];
  for (let i = 0; i < count; i++) {
    const path = join(folder, `${i}.png`);
    await writeGridPng(path, pixels.subarray(i * PIXELS, (i + 1) * PIXELS), { columns: 1, scale: 1, gap: 0 });
    paths.push(path);
  }
  return paths;
}

await runAsScript(import.meta.url, ([model = 'runs/example', folder = 'runs/faces']) => main(model, folder));
