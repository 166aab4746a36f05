/** Heat maps: what they are, how they lie on the image, and how several become one. */
import { SIDE } from '../util/classes.js';

/** A square grid of cells over the image, in pixels: pixel i reaches from i to i + 1. */
export interface Grid {
  /** Cells a side. */
  readonly cells: number;
  /** Centre of the first cell. */
  readonly start: number;
  /** From one cell's centre to the next. */
  readonly step: number;
}

/** A map an image; larger values count more for the class. */
export interface HeatMaps {
  readonly grid: Grid;
  /** [n, cells, cells] */
  readonly values: Float32Array;
}

/** One cell a pixel. */
export const PIXEL_GRID: Grid = { cells: SIDE, start: 0.5, step: 1 };

/** Cells of a constant image differ by less: float32 sums of some thousand terms. */
const ROUNDING = 1e-4;

const sizeOf = ({ cells }: Grid): number => cells * cells;

export const countMaps = ({ grid, values }: HeatMaps): number => values.length / sizeOf(grid);

/** The values of one map. */
export function mapOf({ grid, values }: HeatMaps, index: number): Float32Array {
  return values.subarray(index * sizeOf(grid), (index + 1) * sizeOf(grid));
}

/**
 * What speaks for the class alone, each map's largest value 1. A map that has nothing above 0, or is the same everywhere,
 * points nowhere: it becomes 0 throughout.
 */
export function evidence(maps: HeatMaps): HeatMaps {
  const values = new Float32Array(maps.values.length);
  for (let i = 0; i < countMaps(maps); i++) {
    const map = mapOf(maps, i);
    const [low, top] = [map.reduce((a, b) => Math.min(a, b)), map.reduce((a, b) => Math.max(a, b))];
    const points = top > 0 && top - low > ROUNDING * top;
    const scaled = map.map((value) => (points ? Math.max(0, value) / top : 0));
    values.set(scaled, i * sizeOf(maps.grid));
  }
  return { grid: maps.grid, values };
}

/** The mean of some of the maps; undefined for none. */
export function meanMap(maps: HeatMaps, indices: readonly number[]): Float32Array | undefined {
  if (indices.length === 0) return undefined;
  const sum = new Float64Array(sizeOf(maps.grid));
  for (const index of indices) {
    mapOf(maps, index).forEach((value, i) => {
      sum[i] += value;
    });
  }
  return Float32Array.from(sum, (value) => value / indices.length);
}

/**
 * Brings maps to the image's size, bilinear between the centres of cells. Without padding a network's last map does not
 * reach to the image's edge: from half a step beyond the outermost centres on, values fade to 0 within a step.
 * @returns [n, 48, 48]
 */
export function upsample({ grid, values }: HeatMaps): Float32Array {
  const size = sizeOf(grid);
  const n = values.length / size;
  const result = new Float32Array(n * SIDE * SIDE);
  const places = Array.from({ length: SIDE }, (_, pixel) => placeOf(grid, pixel));
  for (let i = 0; i < n; i++) {
    const at = (row: number, column: number) => values[i * size + row * grid.cells + column];
    places.forEach((y, row) => {
      places.forEach((x, column) => {
        const top = at(y.low, x.low) + x.share * (at(y.low, x.high) - at(y.low, x.low));
        const bottom = at(y.high, x.low) + x.share * (at(y.high, x.high) - at(y.high, x.low));
        const value = top + y.share * (bottom - top);
        result[(i * SIDE + row) * SIDE + column] = value * y.inside * x.inside;
      });
    });
  }
  return result;
}

/** The cells around a pixel's centre, how far it is on the way to the second, and 1 to 0 for how far it lies outside. */
function placeOf({ cells, start, step }: Grid, pixel: number) {
  const place = (pixel + 0.5 - start) / step;
  const within = Math.min(Math.max(place, 0), cells - 1);
  const low = Math.floor(within);
  const inside = Math.min(Math.max(1.5 - Math.abs(place - within), 0), 1);
  return { low, high: Math.min(low + 1, cells - 1), share: within - low, inside };
}

/**
 * How much of what a map shows lies in the upper, middle and lower third of the image: in a face cut out as FER2013's are,
 * forehead and brows, eyes and nose, mouth and chin.
 * @param map [48, 48], not negative
 * @returns three shares that sum to 1; undefined for a map of zeros
 */
export function thirds(map: Float32Array): readonly [number, number, number] | undefined {
  const sums = [0, 0, 0];
  map.forEach((value, i) => {
    sums[Math.floor((3 * i) / map.length)] += value;
  });
  const total = sums[0] + sums[1] + sums[2];
  return total > 0 ? [sums[0] / total, sums[1] / total, sums[2] / total] : undefined;
}
