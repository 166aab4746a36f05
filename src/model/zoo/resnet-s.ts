/**
 * `resnet-s`: a small residual network of our own, in its first version. Dense 3×3 convolutions throughout (the
 * engine's fastest kind), maps of 48, 24, 12 and 6 pixels a side, and about the same work in each residual stage.
 */
import type { Layer, Model } from '../types.js';

const relu: Layer = { type: 'relu' };
const pool: Layer = { type: 'maxPool', size: 2 };

// No bias before batch norm: beta does the same.
const conv = (filters: number): Layer => ({ type: 'conv', filters, kernel: 3, padding: 'same', bias: false });

const block = (filters: number): Layer[] => [
  {
    type: 'residual',
    main: [
      conv(filters),
      { type: 'batchNorm' },
      relu,
      conv(filters),
      // The block starts as the identity (Goyal et al. 2017, section 5.1): deep networks take larger first steps.
      { type: 'batchNorm', gammaInit: 0 },
    ],
  },
  relu,
];

const widen = (filters: number): Layer[] => [conv(filters), { type: 'batchNorm' }, relu];

/** 0.48 M parameters, 38 MMAC. */
export function resnetS(classes: readonly string[]): Model {
  return {
    name: 'resnet-s',
    input: { height: 48, width: 48, channels: 1 },
    // FER2013's gray values have mean 129 and deviation 65.
    preprocessing: { mean: 128, scale: 64 },
    classes,
    layers: [
      ...widen(32),
      pool,
      ...block(32),
      pool,
      ...widen(64),
      ...block(64),
      pool,
      ...widen(128),
      ...block(128),
      { type: 'globalAvgPool' },
      { type: 'dropout', rate: 0.3 },
      { type: 'dense', units: classes.length, init: 'glorot' },
      { type: 'softmax' },
    ],
  };
}
