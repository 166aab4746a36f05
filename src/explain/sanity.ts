/**
 * Whether maps show what the network learned (Adebayo et al. 2018, "Sanity checks for saliency maps", section 3.1): its
 * weights are replaced by random ones, layer after layer from the logits down. Maps that stay as they were would show the
 * image, or the network's form, and not what it knows.
 */
import type { TensorMap } from '../engine/api.js';
import { inferShapes, initialise, layerParameters, type Model } from '../model/index.js';
import { DataError } from '../util/errors.js';
import { countMaps, type HeatMaps } from './maps.js';
import { meanSimilarity } from './similarity.js';

/** Two maps of this rank correlation share 4 % of the variance of their ranks. */
const DESTROYED = 0.2;

export interface SanityRequest {
  readonly model: Model;
  /** What was learned. */
  readonly weights: TensorMap;
  /** Maps of the same images and classes, by a network with these weights. */
  readonly explain: (weights: TensorMap) => Promise<HeatMaps>;
  /** Of the random weights. */
  readonly seed?: number;
  /** Called after each stage. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** One stage: this layer and all behind it have random weights. */
export interface SanityStage {
  /** `17` */
  readonly path: string;
  /** `dense` */
  readonly type: string;
  /** Mean rank correlation with the maps of the trained network. */
  readonly similarity: number;
}

export interface Sanity {
  readonly images: number;
  /** Whether the maps came from what was learned: without it they are hardly alike, 0.2 at most. */
  readonly passed: boolean;
  /** From the logits down; in the last one nothing learned is left. */
  readonly stages: readonly SanityStage[];
  /** The same between two networks of random weights: what the image and the network's form alone make alike. */
  readonly untrained: number;
  /** The same between the trained network's maps of different images. */
  readonly betweenImages: number;
}

/**
 * @throws DataError for fewer than two images
 * @example
 * const { stages } = await sanityCheck({ model, weights, explain });
 * stages.at(-1).similarity; // near 0 when the maps show what was learned
 */
export async function sanityCheck(request: SanityRequest): Promise<Sanity> {
  const { model, weights, explain, seed = 1, onProgress } = request;
  const trained = await explain(weights);
  const images = countMaps(trained);
  if (images < 2) throw new DataError('The sanity check compares maps of different images: give at least 2.');
  const layers = weightedLayers(model);
  const random = initialise(model, seed);
  const mixed: TensorMap = new Map(weights);
  const stages: SanityStage[] = [];
  let maps = trained;
  for (const { path, type, names } of layers.toReversed()) {
    for (const name of names) mixed.set(name, random.get(name)!);
    maps = await explain(mixed);
    stages.push({ path, type, similarity: meanSimilarity(trained, maps) });
    onProgress?.(stages.length, layers.length + 1);
  }
  const other = await explain(initialise(model, seed + 1));
  onProgress?.(layers.length + 1, layers.length + 1);
  return {
    images,
    passed: meanSimilarity(trained, maps) <= DESTROYED,
    stages,
    untrained: meanSimilarity(maps, other),
    betweenImages: meanSimilarity(trained, trained, 1),
  };
}

/** Convolutions and dense layers in running order, with the names of their tensors and those of the norms behind them. */
function weightedLayers(model: Model): { path: string; type: string; names: string[] }[] {
  const layers: { path: string; type: string; names: string[] }[] = [];
  for (const info of inferShapes(model)) {
    const names = layerParameters(info).map(({ name }) => name);
    const { path, layer } = info;
    if (names.length === 0) continue;
    // A norm without a layer before it stands for itself.
    if (layer.type === 'batchNorm' && layers.length > 0) layers.at(-1)!.names.push(...names);
    else layers.push({ path, type: layer.type, names });
  }
  return layers;
}
