/**
 * `vgg-m`, `vgg-s` and `sprint`: plain stacks of 3×3 convolutions (Simonyan & Zisserman 2015) with batch norm, on maps of 48, 24, 12,
 * 6 and 3 pixels a side. Dense 3×3 convolutions are the engine's fastest kind. What they reach: docs/results/recipe/README.md.
 */
import type { Layer, Model } from '../types.js';

interface Shape {
  /** Filters of each convolution, stage by stage; a 2×2 max pool stands between stages. */
  readonly stages: readonly (readonly number[])[];
  readonly dropout: number;
}

const unit = (filters: number): Layer[] => [
  // No bias before batch norm: beta does the same.
  { type: 'conv', filters, kernel: 3, padding: 'same', bias: false },
  { type: 'batchNorm' },
  { type: 'relu' },
];
const pool: Layer = { type: 'maxPool', size: 2 };

function vgg(name: string, classes: readonly string[], { stages, dropout }: Shape): Model {
  return {
    name,
    input: { height: 48, width: 48, channels: 1 },
    // FER2013's gray values have mean 129 and deviation 65.
    preprocessing: { mean: 128, scale: 64 },
    classes,
    layers: [
      ...stages.flatMap((widths, stage): Layer[] => [...(stage > 0 ? [pool] : []), ...widths.flatMap(unit)]),
      { type: 'globalAvgPool' },
      { type: 'dropout', rate: dropout },
      { type: 'dense', units: classes.length, init: 'glorot' },
      { type: 'softmax' },
    ],
  };
}

/** 1.7 M parameters, 82 MMAC: the larger network behind the shipped models. */
export const vggM = (classes: readonly string[]): Model =>
  vgg('vgg-m', classes, { stages: [[32], [48, 64], [112, 112], [224, 224], [384]], dropout: 0.4 });

/** 207 k parameters, 9.6 MMAC: the network behind the small one. */
export const vggS = (classes: readonly string[]): Model =>
  vgg('vgg-s', classes, { stages: [[16], [24], [40, 40], [80, 80], [128]], dropout: 0.2 });

/** 292 k parameters, 24 MMAC: for the speed run, which wants much learned in few minutes. */
export const sprint = (classes: readonly string[]): Model =>
  vgg('sprint', classes, { stages: [[16], [32, 32], [64, 64], [128, 128]], dropout: 0 });
