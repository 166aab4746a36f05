/**
 * `mini-xception`: Arriaga, Valdenegro-Toro and Plöger 2017, "Real-time convolutional neural networks for emotion and
 * gender classification" (arXiv:1710.07557), as published in github.com/oarriaga/face_classification. About 66 % on
 * FER2013 according to the paper.
 */
import type { Layer, Model } from '../types.js';

// Keras' defaults, with which the paper's weights were trained: Glorot uniform; batch norm with momentum 0.99
// (the share of the new batch is 0.01) and epsilon 1e-3. The published L2 penalty belongs to the training settings.
const norm: Layer = { type: 'batchNorm', momentum: 0.01, epsilon: 1e-3 };
const relu: Layer = { type: 'relu' };

/** A plain 3×3 convolution of the stem, without padding. */
const stem = (filters: number): Layer[] => [
  { type: 'conv', filters, kernel: 3, bias: false, init: 'glorot' },
  norm,
  relu,
];

/** Depthwise 3×3, then pointwise 1×1, with nothing in between, then batch norm. */
const separable = (inputs: number, filters: number): Layer[] => [
  { type: 'conv', filters: inputs, kernel: 3, padding: 'same', groups: inputs, bias: false, init: 'glorot' },
  { type: 'conv', filters, kernel: 1, bias: false, init: 'glorot' },
  norm,
];

/** Two separable convolutions and a pool beside a strided 1×1 shortcut: halves the map, changes the channels. */
const module = (inputs: number, filters: number): Layer => ({
  type: 'residual',
  main: [
    ...separable(inputs, filters),
    relu,
    ...separable(filters, filters),
    { type: 'maxPool', size: 3, stride: 2, padding: 1 },
  ],
  shortcut: [{ type: 'conv', filters, kernel: 1, stride: 2, bias: false, init: 'glorot' }, norm],
});

/** 56,951 trainable parameters and 1,472 running statistics: the 58,423 that Keras counts. */
export function miniXception(classes: readonly string[]): Model {
  return {
    name: 'mini-xception',
    input: { height: 48, width: 48, channels: 1 },
    // The paper's code maps bytes to [−1, 1].
    preprocessing: { mean: 127.5, scale: 127.5 },
    classes,
    layers: [
      ...stem(8),
      ...stem(8),
      module(8, 16),
      module(16, 32),
      module(32, 64),
      module(64, 128),
      { type: 'conv', filters: classes.length, kernel: 3, padding: 'same', init: 'glorot' },
      { type: 'globalAvgPool' },
      { type: 'softmax' },
    ],
  };
}
