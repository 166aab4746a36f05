/** The loss kernel on its own, over plain arrays: for golden values and tests. */
import { readFileSync } from 'node:fs';
import type { Kernels } from '../contracts.js';

/** The kernels over a memory of their own. */
export function kernelsOver(memory: WebAssembly.Memory): Kernels {
  const module = new WebAssembly.Module(readFileSync(new URL('../kernels-narrow.wasm', import.meta.url)));
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernels;
}

/** Mean softmax cross-entropy of logits [n, classes] against targets [n, classes], and its gradient. */
export function crossEntropy(
  logits: Float32Array,
  targets: Float32Array,
  n: number,
  classes: number,
  weights = new Float32Array(n).fill(1),
): { loss: number; correct: number; gradient: Float32Array } {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: 16, shared: true });
  const kernels = kernelsOver(memory);
  const floats = new Float32Array(memory.buffer);
  const doubles = new Float64Array(memory.buffer);
  const stride = Math.ceil(classes / 8) * 8;
  const [z, t, w, dz, sample] = [1024, 65536, 131072, 196608, 262144];
  for (let i = 0; i < n; i++) {
    floats.set(logits.subarray(i * classes, (i + 1) * classes), z / 4 + i * stride);
  }
  floats.set(targets, t / 4);
  floats.set(weights, w / 4);
  doubles[0] = 1 / weights.reduce((a, b) => a + b, 0);
  kernels.softmaxCrossEntropy(z, t, w, 0, dz, sample, n, classes, stride, 0, 1);
  kernels.lossReduce(sample, 0, 16, n, 0, 1);
  const gradient = new Float32Array(n * classes);
  for (let i = 0; i < n; i++) {
    gradient.set(floats.subarray(dz / 4 + i * stride, dz / 4 + i * stride + classes), i * classes);
  }
  return { loss: doubles[2], correct: doubles[3], gradient };
}
