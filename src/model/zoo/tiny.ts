/** `tiny`: for the first run. It learns the built-in synthetic faces in half a minute on two cores. */
import type { Layer, Model } from '../types.js';

const stage = (filters: number): Layer[] => [
  { type: 'conv', filters, kernel: 3, padding: 'same', bias: false },
  { type: 'batchNorm' },
  { type: 'relu' },
  { type: 'maxPool', size: 2 },
];

/** 46 k parameters, 4.8 MMAC. */
export function tiny(classes: readonly string[]): Model {
  return {
    name: 'tiny',
    input: { height: 48, width: 48, channels: 1 },
    preprocessing: { mean: 128, scale: 64 },
    classes,
    layers: [
      ...stage(16), // 48 → 24
      ...stage(24), // 24 → 12
      ...stage(48), // 12 → 6
      ...stage(64), // 6 → 3
      // Where a brow or a mouth lies tells as much as what it looks like: keep the 3×3 places apart.
      { type: 'flatten' },
      { type: 'dropout', rate: 0.1 },
      { type: 'dense', units: classes.length, init: 'glorot' },
      { type: 'softmax' },
    ],
  };
}
