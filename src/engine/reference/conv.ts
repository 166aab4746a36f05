/** Naive float64 twins of convolution (any kernel, stride, padding, groups) and of the dense layer. For tests only. */
import { at, like, type Tensor, tensor } from './tensor.js';

export interface ConvSettings {
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly pad: number;
  readonly groups: number;
}

/**
 * Calls visit(x index, w index, y index) for every product of the convolution
 *
 *   y[n, k, i, j] = bias[k] + Σ_{c, u, v} x[n, g·C/G + c, i·s + u − p, j·s + v − p] · w[k, c, u, v]
 *
 * with g the group of filter k. Forward and both gradients are sums over these very products.
 */
function everyProduct(
  x: Tensor,
  y: Tensor,
  settings: ConvSettings,
  visit: (x: number, w: number, y: number) => void,
): void {
  const { kernel, stride, pad, groups } = settings;
  const inputs = x.channels / groups;
  const outputs = y.channels / groups;
  for (let image = 0; image < x.n; image++) {
    for (let k = 0; k < y.channels; k++) {
      const first = Math.floor(k / outputs) * inputs;
      for (let c = 0; c < inputs; c++) {
        for (let u = 0; u < kernel; u++) {
          for (let v = 0; v < kernel; v++) {
            const w = ((k * inputs + c) * kernel + u) * kernel + v;
            for (let i = 0; i < y.height; i++) {
              const row = i * stride + u - pad;
              if (row < 0 || row >= x.height) continue;
              for (let j = 0; j < y.width; j++) {
                const column = j * stride + v - pad;
                if (column < 0 || column >= x.width) continue;
                visit(at(x, image, first + c, row, column), w, at(y, image, k, i, j));
              }
            }
          }
        }
      }
    }
  }
}

/** Output map of a sliding window. */
export function windowed(x: Tensor, size: number, stride: number, pad: number) {
  return {
    height: Math.floor((x.height + 2 * pad - size) / stride) + 1,
    width: Math.floor((x.width + 2 * pad - size) / stride) + 1,
  };
}

export function convForward(
  x: Tensor,
  w: Float64Array,
  bias: Float64Array | undefined,
  settings: ConvSettings,
): Tensor {
  const { kernel, stride, pad, filters } = settings;
  const y = tensor(x.n, { channels: filters, ...windowed(x, kernel, stride, pad) });
  const pixels = y.height * y.width;
  if (bias) for (let i = 0; i < y.data.length; i++) y.data[i] = bias[Math.floor(i / pixels) % filters];
  everyProduct(x, y, settings, (a, b, c) => {
    y.data[c] += x.data[a] * w[b];
  });
  return y;
}

/** dx = Σ dy·w, dw = Σ dy·x, db[k] = Σ dy[n, k, i, j]. */
export function convBackward(x: Tensor, w: Float64Array, dy: Tensor, settings: ConvSettings) {
  const dx = like(x);
  const dw = new Float64Array(w.length);
  const db = new Float64Array(dy.channels);
  everyProduct(x, dy, settings, (a, b, c) => {
    dx.data[a] += dy.data[c] * w[b];
    dw[b] += dy.data[c] * x.data[a];
  });
  const pixels = dy.height * dy.width;
  for (let i = 0; i < dy.data.length; i++) db[Math.floor(i / pixels) % dy.channels] += dy.data[i];
  return { dx, dw, db };
}

/** y[n, k] = bias[k] + Σ_c x[n, c]·w[k, c]: a 1×1 convolution over a 1×1 map. */
export const denseSettings = (units: number): ConvSettings => ({
  filters: units,
  kernel: 1,
  stride: 1,
  pad: 0,
  groups: 1,
});
