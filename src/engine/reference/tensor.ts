/** Float64 tensors of the reference twins: NCHW, plain arrays, no padding. For tests only. */

export interface Tensor {
  readonly n: number;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** [n, channels, height, width]. */
  readonly data: Float64Array;
  /** After flatten: the map whose values these are. The dropout hash alone asks: it counts places in memory. */
  readonly map?: Geometry;
  /** The gray input, whose one channel the engine keeps unpadded for the layers that read it so. */
  readonly gray?: boolean;
}

export interface Geometry {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Named float64 values in canonical layout. */
export type Values = Map<string, { readonly shape: readonly number[]; data: Float64Array }>;

export function tensor(n: number, geometry: Geometry, data?: ArrayLike<number>): Tensor {
  const { channels, height, width } = geometry;
  const length = n * channels * height * width;
  if (data && data.length !== length) throw new Error(`${data.length} values do not fill ${length}`);
  return { n, channels, height, width, data: data ? Float64Array.from(data) : new Float64Array(length) };
}

/** A tensor of the same shape. */
export function like(x: Tensor, data: Float64Array = new Float64Array(x.data.length)): Tensor {
  return { ...x, data };
}

/** Index of [image, c, i, j]. */
export function at(x: Tensor, image: number, c: number, i: number, j: number): number {
  return ((image * x.channels + c) * x.height + i) * x.width + j;
}

/** Float32 tensors widened; the twins leave their arguments alone, so each call owns its copy. */
export function widen(
  values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>,
): Values {
  return new Map(
    [...values].map(([name, { shape, data }]) => [name, { shape, data: Float64Array.from(data) }]),
  );
}

/** Values rounded to float32, as the engine's maps have them. */
export function narrow(values: Values): Map<string, { shape: readonly number[]; data: Float32Array }> {
  return new Map(
    [...values].map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }]),
  );
}

export function maxAbs(values: ArrayLike<number>): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) max = Math.max(max, Math.abs(values[i]));
  return max;
}

/** Root mean square. */
export function rms(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return values.length === 0 ? 0 : Math.sqrt(sum / values.length);
}
