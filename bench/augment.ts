/**
 * `npm run bench:augment`: augmented images a second on one core: drawing the warps and carrying them out, from bytes to
 * the network's normalised floats. Both parts are timed alone, best and median of many batches.
 */
import { defaultAugment, fillWarps, presets } from '../src/augment/index.js';
import { type AugmentConfig, WARP_FLOATS } from '../src/augment/types.js';
import { createEngine } from '../src/engine/engine.js';
import { revectoriseState } from '../src/engine/revectorise-node.js';
import { zooModel } from '../src/model/index.js';
import { machineText, writeResults } from './machine.js';
import { readOptions } from './options.js';
import { randomImages } from './ours.js';
import { spread } from './statistics.js';

const options = readOptions({ batch: 64, repeats: 400, warmup: 200, out: 'bench/results/augment.json' });
const { batch, repeats, warmup } = options;

const cases: Record<string, AugmentConfig> = {
  'shift, flip, zoom (classic)': defaultAugment,
  'the same and rotation': { ...defaultAugment, rotate: 10 },
  'standard preset': presets.standard,
  'strong preset': presets.strong,
};

async function measure(config: AugmentConfig) {
  const model = zooModel('classic');
  const common = { model, batchSize: batch, threads: 1, inline: true, profile: true };
  const engine = await createEngine(common);
  engine.setImages(randomImages(batch));
  const indices = Uint32Array.from({ length: batch }, (_, i) => i);
  const warps = new Float32Array(batch * WARP_FLOATS);
  const draw: number[] = [];
  const warp: number[] = [];
  for (let i = -warmup; i < repeats; i++) {
    const started = performance.now();
    fillWarps(config, 1, i + warmup, indices, warps);
    const drawn = performance.now();
    await engine.prepareOnly({ indices, warps });
    const seconds = engine.takeProfile().reduce((sum, op) => sum + op.seconds, 0);
    if (i < 0) continue;
    draw.push((drawn - started) / 1000);
    warp.push(seconds);
  }
  await engine.close();
  const both = spread(draw.map((seconds, index) => seconds + warp[index]));
  return {
    imagesPerSecond: batch / both.median,
    best: batch / both.low,
    microsecondsToDraw: (spread(draw).median * 1e6) / batch,
    microsecondsToWarp: (spread(warp).median * 1e6) / batch,
  };
}

console.log(machineText());
const results = [];
for (const [name, config] of Object.entries(cases)) {
  const result = await measure(config);
  const { imagesPerSecond, best, microsecondsToDraw, microsecondsToWarp } = result;
  console.log(
    `${name.padEnd(28)}${Math.round(imagesPerSecond)} images/s a core (best ${Math.round(best)}); ` +
      `draw ${microsecondsToDraw.toFixed(2)} µs, warp ${microsecondsToWarp.toFixed(2)} µs`,
  );
  results.push({ name, ...result });
}
const node = { version: process.versions.node, revectorised: revectoriseState() ?? 'off' };
await writeResults(options.out, { node, batch, repeats, results });
