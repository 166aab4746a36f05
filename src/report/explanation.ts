/** What a report shows of a network's heat maps: which faces, their maps as one picture, means by class. */
import type { Dataset } from '../data/types.js';
import type { ExplainedRows } from '../explain/index.js';
import { inferShapes, layerText, type Model, shapeText } from '../model/index.js';
import { PIXELS } from '../util/classes.js';
import { gatherImages } from './faces.js';
import type { ReportClassHeat, ReportExplanation, ReportHeat } from './types.js';

export interface ExplanationParts {
  readonly dataset: Pick<Dataset, 'pixels' | 'labels' | 'classes'>;
  readonly model: Model;
  readonly split: string;
  readonly method: ReportExplanation['method'];
  /** [n] rows of the data set. */
  readonly rows: Uint32Array;
  /** [n] class codes. */
  readonly answers: Uint8Array;
  /** [n, classes] */
  readonly probabilities: Float32Array;
  /** Maps of some of these rows. */
  readonly explained: ExplainedRows;
}

/** @throws DataError when no image was explained */
export async function gatherExplanation(parts: ExplanationParts): Promise<ReportExplanation> {
  const { dataset, model, split, method, rows, explained } = parts;
  const { places, shown, summary, sanity, layer } = explained;
  const tiles: Uint8Array[] = [];
  const heat = (map: Float32Array): number =>
    tiles.push(Uint8Array.from(map, (value) => Math.round(255 * value))) - 1;
  const images = [...places.keys()]
    .filter((i) => shown.has(places[i]))
    .map((i) => imageOf(parts, i, heat(summary.faces.subarray(i * PIXELS, (i + 1) * PIXELS))));
  const classes = summary.classes.map(({ images: own, map, thirds }, code): ReportClassHeat => {
    const about = { name: dataset.classes[code], count: own.length };
    if (!map) return about;
    const ownRows = Uint32Array.from(own, (i) => rows[places[i]]);
    const face = tiles.push(meanFace(dataset.pixels, ownRows)) - 1;
    return { ...about, heat: heat(map), face, thirds };
  });
  return {
    ...{ split, method, ...(layer !== undefined && { layer: textOf(model, layer) }) },
    tiles: await gatherImages(tiles),
    ...{ images, classes, ...(sanity && { sanity }) },
  };
}

/** `10 (ReLU, 8×8×128)` */
function textOf(model: Model, path: string): string {
  const info = inferShapes(model).find((one) => one.path === path);
  return info ? `${path} (${layerText(info)}, ${shapeText(info.output)})` : path;
}

function imageOf(parts: ExplanationParts, i: number, heat: number): ReportHeat {
  const { dataset, rows, answers, probabilities, explained } = parts;
  const place = explained.places[i];
  const row = rows[place];
  const answer = answers[place];
  const probability = probabilities[place * dataset.classes.length + answer];
  const thirds = explained.summary.thirds[i];
  return { row, truth: dataset.labels[row], answer, probability, heat, ...(thirds && { thirds }) };
}

function meanFace(pixels: Uint8Array, rows: Uint32Array): Uint8Array {
  return Uint8Array.from({ length: PIXELS }, (_, p) => {
    const sum = rows.reduce((total, row) => total + pixels[row * PIXELS + p], 0);
    return Math.round(sum / rows.length);
  });
}
