/**
 * What the engine offers the rest of the project. `createEngine` (engine.ts) gives an `Engine`; training, evaluation
 * and the command line know nothing else of it.
 */
import type { Model, Shape } from '../model/types.js';

/** Named tensors in canonical layout: conv [out, in/groups, kh, kw], dense [out, in] with `in` in C,H,W order. */
export type TensorMap = Map<string, { readonly shape: readonly number[]; readonly data: Float32Array }>;

/** The update rule; compiled into the plan. Step-dependent values (learning rate) come with every step. */
export type OptimizerSpec =
  | {
      readonly kind: 'sgd';
      readonly momentum: number;
      readonly nesterov: boolean;
      readonly weightDecay: number;
    }
  | {
      /** adam: weight decay is added to the gradient (L2); adamw: decoupled (Loshchilov & Hutter 2019). */
      readonly kind: 'adam' | 'adamw';
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      readonly weightDecay: number;
    };

/** How a model is trained; absent for an engine that only infers. */
export interface TrainingSpec {
  readonly optimizer: OptimizerSpec;
  /** Largest global gradient norm; 0 = no clipping. */
  readonly clipNorm: number;
  /** Decay of the exponential moving average of the weights, 0–1; 0 = none kept. */
  readonly ema: number;
  /** Weight decay also on biases and batch-norm parameters (PyTorch's default). Normally false. */
  readonly decayAll?: boolean;
}

/** What `explain` is to look at; compiled into a plan of its own. */
export interface ExplainSpec {
  /** Paths of layers (`9`, `4.main.1`) whose output and its gradient are wanted. */
  readonly layers: readonly string[];
  /** Whether the gradient of the input is wanted. */
  readonly input?: boolean;
}

export interface EngineOptions {
  readonly model: Model;
  /** Largest number of images in one step. */
  readonly batchSize: number;
  /** Worker threads, 1–64. */
  readonly threads: number;
  readonly training?: TrainingSpec;
  /** Absent for an engine that explains nothing. */
  readonly explain?: ExplainSpec;
  /** Measure time by op. */
  readonly profile?: boolean;
}

/** One batch by reference to the images given with `setImages`. */
export interface Batch {
  /** [n] rows of those images, n ≤ batchSize. */
  readonly indices: Uint32Array;
  /** [n, WARP_FLOATS] warp records (augment/types.ts); absent = images as they are. */
  readonly warps?: Float32Array;
  /** [n, 48, 48] values already normalised; used instead of such images when given (indices then only count). */
  readonly floats?: Float32Array;
}

export interface TrainBatch extends Batch {
  /** [n, classes] target distributions (one-hot, smoothed or votes). */
  readonly targets: Float32Array;
  /** [n] sample weights; the loss is Σ wᵢ·lossᵢ / Σ wᵢ. Absent = all 1. */
  readonly weights?: Float32Array;
  /** [n] dropout keys, one 32-bit word a sample, from (seed, epoch, sample). */
  readonly dropoutKeys: Uint32Array;
}

export interface StepResult {
  /** Weighted mean cross-entropy of the batch (before the update). */
  readonly loss: number;
  /** Samples whose largest logit is at the largest target. */
  readonly correct: number;
  /** Global gradient norm before clipping. */
  readonly gradientNorm: number;
  /** [n, classes] of the batch as it was trained on, before the update. */
  readonly logits: Float32Array;
}

/** One layer's values for a batch, each [n, channels, height, width]. */
export interface LayerValues {
  /** Of the layer's output, without the batch. */
  readonly shape: Shape;
  readonly activations: Float32Array;
  /** Of Σ seeds·logits by the activations. */
  readonly gradients: Float32Array;
}

export interface Explanation {
  /** By path. */
  readonly layers: ReadonlyMap<string, LayerValues>;
  /** [n, 48, 48] gradient of Σ seeds·logits by the normalised pixels, when asked for. */
  readonly input?: Float32Array;
}

/** Which copy of the weights is meant. */
export type WeightSet = 'current' | 'ema';

/** Steps and inferences run one after the other, in the order they were asked for. */
export interface Engine {
  readonly threads: number;
  /** Bytes of the engine's WebAssembly memory. */
  readonly memoryBytes: number;
  /**
   * The images that batches refer to: [n, 48, 48] bytes, kept by reference, of which each step copies its batch. Leave them
   * as they are while the engine works with them. Throws ModelError when the length is not whole images.
   */
  setImages(pixels: Uint8Array): void;
  /** Sets every weight and buffer; throws ModelError naming the first tensor that is missing or misshapen. */
  setWeights(weights: TensorMap, which?: WeightSet): void;
  getWeights(which?: WeightSet): TensorMap;
  /** Optimiser moments in canonical layout, keyed `momentum/<name>` or `m/<name>`, `v/<name>`. */
  getOptimizerState(): TensorMap;
  setOptimizerState(state: TensorMap): void;
  /**
   * One forward, backward and update.
   * @param learningRate for this step
   * @param step number of updates done before this one (Adam's bias correction needs it)
   */
  trainStep(batch: TrainBatch, learningRate: number, step: number): Promise<StepResult>;
  /** Logits [n, classes] in inference mode. */
  infer(batch: Batch, which?: WeightSet): Promise<Float32Array>;
  /**
   * What the layers named in `EngineOptions.explain` give in inference mode, and the gradient of Σ seeds·logits by it: with a 1
   * at one class of each image, that class's logit. Images do not influence each other.
   * @param seeds [n, classes]
   * @throws ModelError when the engine was made without `explain`, or the seeds do not fit the batch
   */
  explain(batch: Batch, seeds: Float32Array): Promise<Explanation>;
  /** The images as the network sees them after warp and normalisation, [n, 48, 48]. */
  prepareOnly(batch: Batch): Promise<Float32Array>;
  /** Seconds by op since the last call (profile only). */
  takeProfile(): { op: string; seconds: number }[];
  /** Stops the workers. */
  close(): Promise<void>;
}
