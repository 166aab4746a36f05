/** What goes into a classifier and what comes out of it. */
import type { ViewSet } from '../evaluate/index.js';
import type { VultusError } from '../util/errors.js';

/** Pixels row by row, channels side by side: gray, gray and alpha, RGB or RGBA; a canvas's `ImageData` is one. */
export interface Pixels {
  /** [height, width, channels] bytes. */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  /** Default: what the length of `data` says. */
  readonly channels?: 1 | 2 | 3 | 4;
}

/** A face crop: a file's path, a file's bytes (JPEG, PNG, WebP), 48×48 gray pixels, or pixels of any size. */
export type ImageInput = string | Uint8Array | { readonly pixels: Uint8Array } | Pixels;

/** What the network says of one face. */
export interface Prediction {
  /** The most probable class. */
  readonly label: string;
  /** Whether the confidence reaches the threshold; null when there is no threshold, so that nobody can tell. */
  readonly sure: boolean | null;
  /** Probability of the label, 0–1. */
  readonly confidence: number;
  /** Of every class, 0–1, after the model's temperature where it has one; they sum to 1. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** Confidence from which an answer counts as sure, 0–1; null when the model stores none. */
  readonly threshold: number | null;
}

/** One image of many: its prediction, or why there is none. */
export type Classified<Input> =
  | { readonly image: Input; readonly prediction: Prediction; readonly error?: undefined }
  | { readonly image: Input; readonly prediction?: undefined; readonly error: VultusError };

export interface ClassifyOptions {
  /** Worker threads, 1–64. Default: one a core. */
  readonly threads?: number;
  /** Images in one step of `many`, 1–4096. Default 64. */
  readonly batchSize?: number;
  /**
   * Test-time augmentation: look at each image and its mirror (`mirror`), or at ten views (`ten`), and take the mean of the
   * answers' logits. Temperature and thresholds were chosen without it. Default: the image alone.
   */
  readonly tta?: ViewSet;
  /** How often sure answers shall be right: 0.7, 0.8, 0.9, 0.95 or 0.99, as the model's thresholds were chosen. Default 0.8. */
  readonly accuracy?: number;
  /** The confidence from which an answer counts as sure, 0–1, instead of the model's own. */
  readonly threshold?: number;
}

export interface ManyOptions {
  /** Called after each batch with the images done and, for a list, how many there are. */
  readonly onProgress?: (done: number, total: number | undefined) => void;
  /** Stops between two batches: the iteration then throws the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What a classifier is, besides a function. */
export interface ClassifierFacts {
  /** The network's name. */
  readonly name: string;
  readonly classes: readonly string[];
  /** SHA-256 of the weights file, hex. */
  readonly hash: string;
  /** Divides the logits; null when the model stores none, and its probabilities are then as trained: usually too sure. */
  readonly temperature: number | null;
  /** See `Prediction.threshold`. */
  readonly threshold: number | null;
  /** How often sure answers were right on the images that chose the threshold; null when it was given or there is none. */
  readonly accuracy: number | null;
  /** What is missing for answers to be sure or not, in one sentence. */
  readonly warning?: string;
}

/** A trained network, ready to be asked. */
export interface Classifier<Input = ImageInput> {
  /** @throws DataError for an image that cannot be read; UsageError once closed */
  (image: Input): Promise<Prediction>;
  /**
   * Predictions in the order of the images, a batch at a time: the next images are read while the network works. An
   * image that cannot be read gives an `error` in its place and the others go on.
   */
  many<Image extends Input>(
    images: Iterable<Image> | AsyncIterable<Image>,
    options?: ManyOptions,
  ): AsyncGenerator<Classified<Image>>;
  /** Stops the threads; the process could not end otherwise. */
  close(): Promise<void>;
  readonly about: ClassifierFacts;
}
