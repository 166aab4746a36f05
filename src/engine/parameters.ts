/**
 * Between canonical tensors (conv [out, in/groups, kh, kw], dense [out, in] with `in` in C,H,W order, as PyTorch and
 * safetensors files have them) and the engine's layouts (contracts.ts). Padding is written as zeros.
 */
import { ModelError } from '../util/errors.js';
import type { TensorMap } from './api.js';
import type { Layout, Parameter } from './graph.js';

/** Calls visit(canonical index, memory index) for every value of a parameter. */
export function visit(layout: Layout, callback: (canonical: number, memory: number) => void): void {
  switch (layout.kind) {
    case 'vector':
      for (let i = 0; i < layout.length; i++) callback(i, i);
      return;
    case 'depthwise':
      for (let c = 0; c < layout.channels; c++) {
        for (let tap = 0; tap < layout.taps; tap++) callback(c * layout.taps + tap, tap * layout.stride + c);
      }
      return;
    case 'panel':
      return visitPanel(layout, callback);
  }
}

function visitPanel(
  layout: Extract<Layout, { kind: 'panel' }>,
  callback: (c: number, m: number) => void,
): void {
  const { out, kh, kw, channels, inStride, groups, pixels } = layout;
  const inPerGroup = channels / groups;
  const outPerGroup = out / groups;
  const taps = kh * kw;
  // Rows of 8 in a panel: (tap or pixel) · inStride + channel; a layer has taps or pixels, never both above 1.
  const places = taps * pixels;
  const rows = places * inStride;
  let canonical = 0;
  for (let k = 0; k < out; k++) {
    const base = (k >> 3) * rows * 8 + (k & 7);
    const firstChannel = Math.floor(k / outPerGroup) * inPerGroup;
    for (let c = firstChannel; c < firstChannel + inPerGroup; c++) {
      for (let place = 0; place < places; place++) callback(canonical++, base + (place * inStride + c) * 8);
    }
  }
}

/** Writes canonical values into memory. @throws ModelError naming the tensor that is missing or misshapen */
export function importParameters(
  parameters: readonly Parameter[],
  region: Float32Array,
  tensors: TensorMap,
  prefix = '',
): void {
  for (const { spec } of parameters) {
    const name = prefix + spec.name;
    const tensor = tensors.get(name);
    const wanted = `[${spec.shape.join(', ')}]`;
    if (!tensor) {
      throw new ModelError(
        `The weights lack the tensor ${name} ${wanted}; use the weights of this very model.`,
      );
    }
    const fits =
      tensor.shape.length === spec.shape.length && tensor.shape.every((n, i) => n === spec.shape[i]);
    if (!fits || tensor.data.length !== spec.shape.reduce((a, b) => a * b, 1)) {
      throw new ModelError(
        `The tensor ${name} has the shape [${tensor.shape.join(', ')}] where the model needs ${wanted}; use the weights of this very model.`,
      );
    }
  }
  for (const { spec, layout, offset, floats } of parameters) {
    const { data } = tensors.get(prefix + spec.name)!;
    const target = region.subarray(offset, offset + floats);
    target.fill(0);
    visit(layout, (canonical, memory) => {
      target[memory] = data[canonical];
    });
  }
}

/** Reads canonical values out of memory. */
export function exportParameters(
  parameters: readonly Parameter[],
  region: Float32Array,
  prefix = '',
  into: TensorMap = new Map(),
): TensorMap {
  for (const { spec, layout, offset, floats } of parameters) {
    const data = new Float32Array(spec.shape.reduce((a, b) => a * b, 1));
    const source = region.subarray(offset, offset + floats);
    visit(layout, (canonical, memory) => {
      data[canonical] = source[memory];
    });
    into.set(prefix + spec.name, { shape: spec.shape, data });
  }
  return into;
}
