/** A network as plain JSON: a list of layers, with residual branches as nested lists. */

/** `same` keeps ⌈size/stride⌉ (odd kernels: (k−1)/2 each side); a number pads each side by so many zeros. */
export type Padding = 'valid' | 'same' | number;

export type Initialisation = 'glorot' | 'he' | 'zero';

export type Layer =
  | {
      readonly type: 'conv';
      readonly filters: number;
      readonly kernel: number;
      /** Default 1. */
      readonly stride?: number;
      /** Default `valid`. */
      readonly padding?: Padding;
      /** Default 1; equal to the input channels = depthwise. */
      readonly groups?: number;
      /** Default true. */
      readonly bias?: boolean;
      /** Default `he`. */
      readonly init?: Initialisation;
    }
  /** momentum: share of the new batch in the running statistics (PyTorch's sense), default 0.1; epsilon default 1e-5. */
  | {
      readonly type: 'batchNorm';
      readonly momentum?: number;
      readonly epsilon?: number;
      readonly gammaInit?: number;
    }
  | { readonly type: 'relu' }
  /** stride defaults to size; padding counts as −∞ and defaults to 0. */
  | { readonly type: 'maxPool'; readonly size: number; readonly stride?: number; readonly padding?: number }
  /** Padded zeros would count in the mean; padding is not offered. */
  | { readonly type: 'avgPool'; readonly size: number; readonly stride?: number }
  | { readonly type: 'globalAvgPool' }
  | { readonly type: 'dropout'; readonly rate: number }
  | { readonly type: 'flatten' }
  | {
      readonly type: 'dense';
      readonly units: number;
      readonly bias?: boolean;
      /** Default `he`. */
      readonly init?: Initialisation;
    }
  /** main(x) + shortcut(x); an empty or absent shortcut is the identity. No activation after the sum. */
  | { readonly type: 'residual'; readonly main: readonly Layer[]; readonly shortcut?: readonly Layer[] }
  | { readonly type: 'softmax' };

export type LayerType = Layer['type'];

/** Height, width and channels of a tensor, without the batch. After `flatten`, [1, 1, features]. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface Model {
  readonly name: string;
  /** 48×48×1 for faces. */
  readonly input: Shape;
  /** Gray byte → float: (pixel − mean) / scale. */
  readonly preprocessing: { readonly mean: number; readonly scale: number };
  readonly classes: readonly string[];
  readonly layers: readonly Layer[];
}

/**
 * One trainable tensor or buffer of a model, in canonical layout.
 * Names are the layer's path and the tensor: `0.weight`, `4.main.1.runningMean`, `4.shortcut.0.bias`.
 */
export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: 'weight' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVar';
  /** false for running statistics. */
  readonly trainable: boolean;
}
