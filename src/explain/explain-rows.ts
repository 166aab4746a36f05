/** From a network and its answers to what is worth showing: images chosen, their maps, means by class, the sanity check. */
import type { Engine, TensorMap } from '../engine/api.js';
import { createEngine } from '../engine/engine.js';
import type { Model } from '../model/index.js';
import { chooseImages, chooseRight } from './choose.js';
import { camLayer, gradCam } from './grad-cam.js';
import { gridOf } from './grid.js';
import type { HeatMaps } from './maps.js';
import { type OcclusionRequest, occlusion, patchGrid } from './occlusion.js';
import { saliency } from './saliency.js';
import { type Sanity, sanityCheck } from './sanity.js';
import { type MapSummary, summarise } from './summary.js';

export const METHODS = ['grad-cam', 'saliency', 'occlusion'] as const;
export type Method = (typeof METHODS)[number];

export interface ExplainRowsRequest
  extends Pick<OcclusionRequest, 'patch' | 'stride' | 'score' | 'batchSize' | 'onProgress' | 'signal'> {
  readonly model: Model;
  readonly weights: TensorMap;
  /** [images, 48, 48] */
  readonly pixels: Uint8Array;
  /** [n] rows of those images to choose from. */
  readonly rows: Uint32Array;
  /** [n] true classes. */
  readonly labels: Uint8Array;
  /** [n] what the network said: the classes whose maps are made. */
  readonly answers: Uint8Array;
  /** Images to show, the same number of each class, right and wrong answers; `all`: every row. */
  readonly images: number | 'all';
  readonly method: Method;
  /** For Grad-CAM: path of the layer; default the last convolution's. */
  readonly layer?: string;
  readonly threads: number;
}

export interface ExplainedRows {
  /** [m] places among the rows, rising: images that have a map. */
  readonly places: Uint32Array;
  /** The places to be shown; the others count in the means alone. */
  readonly shown: ReadonlySet<number>;
  /** Of these m images. */
  readonly summary: MapSummary;
  /** Of Grad-CAM: path of the layer. */
  readonly layer?: string;
  /** Absent for occlusion, which asks the network itself, and for a single image, which cannot be compared. */
  readonly sanity?: Sanity;
}

/** Recognised images that the classes' means are made of. Occlusion takes the shown ones: each costs 121 answers. */
const AVERAGED = 280;
/** Images of the sanity check, the same number of each class. */
const CHECKED = 35;

/**
 * @throws ModelError for a layer without a map; UsageError for patches that do not fit
 * @example
 * const explained = await explainRows({
 *   ...{ model, weights, pixels: dataset.pixels, rows, labels, answers: argmax(logits, 7) },
 *   ...{ images: 100, method: 'grad-cam', threads: 2, batchSize: 64 },
 * });
 * explained.summary.classes[3].thirds; // where on the face the network finds happy
 */
export async function explainRows(request: ExplainRowsRequest): Promise<ExplainedRows> {
  const { model, weights, method, labels, answers, batchSize, threads } = request;
  const layer = method === 'grad-cam' ? (request.layer ?? camLayer(model)) : undefined;
  // What cannot be is said before anything is computed.
  if (layer !== undefined) gridOf(model, layer);
  if (method === 'occlusion') patchGrid(request.patch, request.stride);
  const { places, shown } = choose(request);
  const spec = { layers: layer === undefined ? [] : [layer], input: method === 'saliency' };
  const explain = method === 'occlusion' ? undefined : spec;
  const engine = await createEngine({ model, batchSize, threads, explain });
  try {
    engine.setImages(request.pixels);
    engine.setWeights(weights);
    const maps = await mapsOf(request, engine, layer, places);
    const of = (all: Uint8Array) => Uint8Array.from(places, (place) => all[place]);
    const summary = summarise(maps, of(labels), of(answers), model.classes.length);
    const sanity = explain && (await checked(request, engine, layer));
    return { places, shown: new Set(shown), summary, ...(layer && { layer }), ...(sanity && { sanity }) };
  } finally {
    await engine.close();
  }
}

function choose({ model, rows, labels, answers, images, method }: ExplainRowsRequest) {
  const everything = Uint32Array.from(rows.keys());
  if (images === 'all') return { shown: everything, places: everything };
  const classes = model.classes.length;
  const shown = chooseImages(labels, answers, classes, images);
  const averaged = method === 'occlusion' ? [] : chooseRight(labels, answers, classes, AVERAGED);
  return { shown, places: Uint32Array.from(new Set([...shown, ...averaged])).sort() };
}

function mapsOf(
  { model, method, rows, answers, ...rest }: ExplainRowsRequest,
  engine: Engine,
  layer: string | undefined,
  places: Uint32Array,
): Promise<HeatMaps> {
  const targets = Uint8Array.from(places, (place) => answers[place]);
  const wanted = { ...rest, rows: places.map((place) => rows[place]), targets };
  if (layer !== undefined) return gradCam(engine, model, layer, wanted);
  return method === 'occlusion' ? occlusion(engine, model, wanted) : saliency(engine, model, wanted);
}

async function checked(
  request: ExplainRowsRequest,
  engine: Engine,
  layer: string | undefined,
): Promise<Sanity | undefined> {
  const { model, weights, labels, answers } = request;
  const places = chooseImages(labels, answers, model.classes.length, CHECKED);
  if (places.length < 2) return undefined;
  const quiet = { ...request, onProgress: undefined };
  const explain = (mixed: TensorMap) => {
    engine.setWeights(mixed);
    return mapsOf(quiet, engine, layer, places);
  };
  return sanityCheck({ model, weights, explain });
}
