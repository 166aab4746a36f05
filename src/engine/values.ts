/** Between tensors as they lie in memory (NHWC, padded channels) and canonical [n, channels, height, width]. */
import type { Tensor } from './graph.js';

/** Calls visit(canonical index, memory index) for every value of a tensor. */
function visitValues(tensor: Tensor, n: number, visit: (canonical: number, memory: number) => void): void {
  const map = tensor.flattened ?? {
    pixels: tensor.shape.height * tensor.shape.width,
    channels: tensor.shape.channels,
    stride: tensor.stride,
  };
  let canonical = 0;
  for (let image = 0; image < n; image++) {
    for (let c = 0; c < map.channels; c++) {
      for (let p = 0; p < map.pixels; p++) visit(canonical++, image * tensor.floats + p * map.stride + c);
    }
  }
}

/** Writes canonical values of n images into memory, with zeros in the padding. */
export function writeValues(tensor: Tensor, n: number, values: Float32Array, target: Float32Array): void {
  target.fill(0, 0, n * tensor.floats);
  visitValues(tensor, n, (canonical, memory) => {
    target[memory] = values[canonical];
  });
}

/** The values of n images, canonical. */
export function readValues(tensor: Tensor, n: number, source: Float32Array): Float32Array {
  const { height, width, channels } = tensor.shape;
  const values = new Float32Array(n * height * width * channels);
  visitValues(tensor, n, (canonical, memory) => {
    values[canonical] = source[memory];
  });
  return values;
}
