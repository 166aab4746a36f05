/** The maps of a split's images as people look at them: one a face, one a class, and where on the face they lie. */
import { evidence, type HeatMaps, mapOf, meanMap, thirds, upsample } from './maps.js';

/** Shares of the upper, middle and lower third of the image. */
export type Thirds = readonly [upper: number, middle: number, lower: number];

export interface ClassSummary {
  /** Images of this class that the network recognised, and whose maps point somewhere. */
  readonly images: readonly number[];
  /** [48, 48] mean map of these, its largest value 1; absent without any. */
  readonly map?: Float32Array;
  readonly thirds?: Thirds;
}

export interface MapSummary {
  /** [n, 48, 48] what speaks for the class, each map's largest value 1 (0 throughout where nothing does). */
  readonly faces: Float32Array;
  /** [n] where on each face that lies. */
  readonly thirds: readonly (Thirds | undefined)[];
  /** By class code. */
  readonly classes: readonly ClassSummary[];
}

/**
 * @param labels [n] true class of each image
 * @param answers [n] what the network said, whose maps these are
 * @example
 * summarise(maps, labels, answers, 7).classes[3].thirds; // where the network finds happy
 */
export function summarise(
  maps: HeatMaps,
  labels: Uint8Array,
  answers: Uint8Array,
  classes: number,
): MapSummary {
  const shown = evidence(maps);
  const faces = upsample(shown);
  const size = faces.length / Math.max(1, labels.length);
  return {
    faces,
    thirds: Array.from(labels, (_, i) => thirds(faces.subarray(i * size, (i + 1) * size))),
    classes: Array.from({ length: classes }, (_, code) => {
      const right = [...labels.keys()].filter((i) => labels[i] === code && answers[i] === code);
      return classSummary(
        shown,
        right.filter((i) => mapOf(shown, i).some((value) => value > 0)),
      );
    }),
  };
}

function classSummary(maps: HeatMaps, images: readonly number[]): ClassSummary {
  const values = meanMap(maps, images);
  if (!values) return { images };
  const mean = upsample({ grid: maps.grid, values });
  const top = mean.reduce((a, b) => Math.max(a, b));
  return { images, map: mean.map((value) => value / top), thirds: thirds(mean) };
}
