/** `classic`: the network of the typical Keras course project on FER2013, and this project's baseline. */
import type { Layer, Model } from '../types.js';

const conv = (filters: number): Layer[] => [
  // Keras' default initialiser is Glorot uniform.
  { type: 'conv', filters, kernel: 3, init: 'glorot' },
  { type: 'relu' },
];
const pool: Layer = { type: 'maxPool', size: 2 };

/** 2,345,607 parameters, 77 MMAC. Reference: 61.59 % validation accuracy after 40 epochs. */
export function classic(classes: readonly string[]): Model {
  return {
    name: 'classic',
    input: { height: 48, width: 48, channels: 1 },
    // Keras: ImageDataGenerator(rescale=1/255)
    preprocessing: { mean: 0, scale: 255 },
    classes,
    layers: [
      ...conv(32),
      ...conv(64),
      pool,
      { type: 'dropout', rate: 0.25 },
      ...conv(128),
      pool,
      ...conv(128),
      pool,
      { type: 'dropout', rate: 0.25 },
      { type: 'flatten' },
      { type: 'dense', units: 1024, init: 'glorot' },
      { type: 'relu' },
      { type: 'dropout', rate: 0.5 },
      { type: 'dense', units: classes.length, init: 'glorot' },
      { type: 'softmax' },
    ],
  };
}
