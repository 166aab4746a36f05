/** Naive float64 twins of the pooling layers. For tests only. */
import { windowed } from './conv.js';
import { at, like, type Tensor, tensor } from './tensor.js';

export interface PoolSettings {
  readonly size: number;
  readonly stride: number;
  readonly pad: number;
}

/** Calls visit(y index, x indices of the window inside the map, row by row) for every output. */
export function everyWindow(
  x: Tensor,
  y: Tensor,
  { size, stride, pad }: PoolSettings,
  visit: (y: number, window: readonly number[]) => void,
): void {
  for (let image = 0; image < y.n; image++) {
    for (let c = 0; c < y.channels; c++) {
      for (let i = 0; i < y.height; i++) {
        for (let j = 0; j < y.width; j++) {
          const window: number[] = [];
          for (let row = i * stride - pad; row < i * stride - pad + size; row++) {
            for (let column = j * stride - pad; column < j * stride - pad + size; column++) {
              if (row < 0 || row >= x.height || column < 0 || column >= x.width) continue;
              window.push(at(x, image, c, row, column));
            }
          }
          visit(at(y, image, c, i, j), window);
        }
      }
    }
  }
}

function outputOf(x: Tensor, { size, stride, pad }: PoolSettings): Tensor {
  return tensor(x.n, { channels: x.channels, ...windowed(x, size, stride, pad) });
}

/** Where a window's first maximum in row-major order lies. */
function firstMaximum(x: Tensor, window: readonly number[]): number {
  return window.reduce((best, index) => (x.data[index] > x.data[best] ? index : best));
}

/** y = max over the window; padding counts as −∞. */
export function maxPoolForward(x: Tensor, settings: PoolSettings): Tensor {
  const y = outputOf(x, settings);
  everyWindow(x, y, settings, (index, window) => {
    y.data[index] = x.data[firstMaximum(x, window)];
  });
  return y;
}

/** The gradient goes to the first maximum, as in PyTorch. */
export function maxPoolBackward(x: Tensor, dy: Tensor, settings: PoolSettings): Tensor {
  const dx = like(x);
  everyWindow(x, dy, settings, (index, window) => {
    dx.data[firstMaximum(x, window)] += dy.data[index];
  });
  return dx;
}

/** y = mean over the window. */
export function avgPoolForward(x: Tensor, settings: PoolSettings): Tensor {
  const y = outputOf(x, settings);
  everyWindow(x, y, settings, (index, window) => {
    y.data[index] = window.reduce((sum, i) => sum + x.data[i], 0) / window.length;
  });
  return y;
}

/** Each value of the window gets its share of dy. */
export function avgPoolBackward(x: Tensor, dy: Tensor, settings: PoolSettings): Tensor {
  const dx = like(x);
  everyWindow(x, dy, settings, (index, window) => {
    for (const i of window) dx.data[i] += dy.data[index] / window.length;
  });
  return dx;
}

/** y[n, c] = mean of the map. */
export function globalAvgForward(x: Tensor): Tensor {
  const y = tensor(x.n, { channels: x.channels, height: 1, width: 1 });
  const pixels = x.height * x.width;
  x.data.forEach((value, i) => {
    y.data[Math.floor(i / pixels)] += value / pixels;
  });
  return y;
}

export function globalAvgBackward(x: Tensor, dy: Tensor): Tensor {
  const pixels = x.height * x.width;
  return like(
    x,
    x.data.map((_, i) => dy.data[Math.floor(i / pixels)] / pixels),
  );
}
