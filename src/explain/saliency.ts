/** How much each pixel would change a class's logit (Simonyan, Vedaldi and Zisserman 2014, section 3). */
import type { Engine } from '../engine/api.js';
import type { Model } from '../model/index.js';
import { ModelError } from '../util/errors.js';
import { type ExplainRequest, overBatches } from './batches.js';
import { type HeatMaps, PIXEL_GRID } from './maps.js';

/**
 * |∂ logit / ∂ pixel|, the pixel as the network sees it.
 * @param engine made with `explain: { layers: [], input: true }`, its images and weights set
 * @throws ModelError when the engine gives no gradient of its input
 * @example
 * const maps = await saliency(engine, model, { rows, targets, batchSize: 64 });
 */
export async function saliency(engine: Engine, model: Model, request: ExplainRequest): Promise<HeatMaps> {
  const size = PIXEL_GRID.cells ** 2;
  const values = new Float32Array(request.rows.length * size);
  await overBatches(request, model.classes.length, async (batch, seeds, first) => {
    const { input } = await engine.explain(batch, seeds);
    if (!input) throw new ModelError('The engine gives no gradient of its input: make it with explain.');
    values.set(input.map(Math.abs), first * size);
  });
  return { grid: PIXEL_GRID, values };
}
