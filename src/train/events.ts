/** What a training run tells whoever listens: the terminal, the report, later a server. */

/** Loss and accuracy (0–1) over one split. */
export interface SplitScore {
  readonly loss: number;
  readonly accuracy: number;
  /** Images that counted. */
  readonly count: number;
}

/** One line of `log.jsonl`. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Running mean over the epoch's augmented batches, as Keras reports it. */
  readonly train: SplitScore;
  /** The split epochs are chosen on; absent when there is none. */
  readonly validation?: SplitScore;
  /** Learning rate of the epoch's last step. */
  readonly learningRate: number;
  /** Mean global gradient norm. */
  readonly gradientNorm: number;
  /** Training images per second, without validation. */
  readonly imagesPerSecond: number;
  /** Seconds of this epoch, validation included. */
  readonly seconds: number;
}

/** One line of `steps.jsonl`: means over the steps since the line before, of which no epoch shares one with the next. */
export interface StepRecord {
  /** From 1. */
  readonly epoch: number;
  /** Steps done in the epoch, from 1. */
  readonly step: number;
  /** Steps done over the whole run, from 1. */
  readonly update: number;
  readonly loss: number;
  readonly accuracy: number;
  /** Of the last step. */
  readonly learningRate: number;
  /** Mean global gradient norm, before clipping. */
  readonly gradientNorm: number;
  readonly imagesPerSecond: number;
  /** Seconds that the steps took. */
  readonly seconds: number;
}

export type TrainEvent =
  | {
      readonly type: 'start';
      readonly epochs: number;
      readonly firstEpoch: number;
      readonly stepsPerEpoch: number;
    }
  | {
      readonly type: 'step';
      readonly epoch: number;
      /** Steps done in this epoch, from 1. */
      readonly step: number;
      readonly steps: number;
      /** Running means of the epoch so far. */
      readonly loss: number;
      readonly accuracy: number;
      readonly imagesPerSecond: number;
    }
  | { readonly type: 'steps'; readonly record: StepRecord }
  | { readonly type: 'epoch'; readonly record: EpochRecord }
  | { readonly type: 'stopped'; readonly epoch: number; readonly reason: 'interrupted' | 'early' }
  | { readonly type: 'done'; readonly hash: string; readonly seconds: number; readonly bestEpoch: number };
