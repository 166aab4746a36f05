/**
 * Where a run stands, apart from tensors. It lives in the checkpoint as JSON, which keeps every finite double exactly;
 * whatever a resumed run needs in order to go on as if it had never stopped is in here.
 */
import { z } from 'zod';
import type { EpochRecord } from './events.js';
import { FRESH_PLATEAU } from './schedule.js';

const whole = z.number().int().min(0);
const score = z.object({ loss: z.number(), accuracy: z.number(), count: whole });
export const epochRecordSchema = z.object({
  epoch: whole,
  train: score,
  validation: score.optional(),
  learningRate: z.number(),
  gradientNorm: z.number(),
  imagesPerSecond: z.number(),
  seconds: z.number(),
}) satisfies z.ZodType<EpochRecord>;

/** Sums over the steps of the epoch under way. */
const sumsSchema = z.object({
  /** Σ loss · weight. */
  loss: z.number(),
  weight: z.number(),
  correct: whole,
  images: whole,
  gradientNorm: z.number(),
  learningRate: z.number(),
  /** Wall-clock seconds; they go to the log and to no decision. */
  seconds: z.number(),
  /** Checkpoints from before there was a step log lack it. */
  steps: whole.default(0),
});
export type EpochSums = z.output<typeof sumsSchema>;

export const stateSchema = z.object({
  /** The epoch under way, from 1; epochs + 1 when all are done. */
  epoch: z.number().int().min(1),
  /** Steps done in it. */
  step: whole,
  sums: sumsSchema,
  /** Sums over the steps since the last line of the step log. */
  window: sumsSchema.default(zeroSums),
  plateau: z.object({ share: z.number(), best: z.number().nullable(), waited: whole }),
  /** The epoch with the best validation accuracy so far, the earlier one of equals; null without validation. */
  best: z.object({ epoch: whole, accuracy: z.number() }).nullable(),
  /** The epoch whose weights are in `model/`, and their hash; null before the first epoch's end. */
  kept: z.object({ epoch: whole, hash: z.string() }).nullable(),
  /** The finished epochs, the source of `log.jsonl`. */
  records: z.array(epochRecordSchema),
  /** Wall-clock seconds over all starts. */
  seconds: z.number(),
  /** True once the last epoch, or the one that stopped early, is done. */
  finished: z.boolean(),
});
/** Mutable on purpose: the loop moves it forward. */
export type TrainState = z.output<typeof stateSchema>;

export function zeroSums(): EpochSums {
  return {
    loss: 0,
    weight: 0,
    correct: 0,
    images: 0,
    gradientNorm: 0,
    learningRate: 0,
    seconds: 0,
    steps: 0,
  };
}

/** What one step adds. */
export interface StepMeasures {
  /** Mean over the batch. */
  readonly loss: number;
  /** Sum of the batch's sample weights. */
  readonly weight: number;
  readonly correct: number;
  readonly images: number;
  readonly gradientNorm: number;
  readonly learningRate: number;
  readonly seconds: number;
}

/** Counts a step in. */
export function addStep(sums: EpochSums, step: StepMeasures): void {
  sums.loss += step.loss * step.weight;
  sums.weight += step.weight;
  sums.correct += step.correct;
  sums.images += step.images;
  sums.gradientNorm += step.gradientNorm;
  sums.learningRate = step.learningRate;
  sums.seconds += step.seconds;
  sums.steps++;
}

/** Means over the steps that were counted in, at least one; the learning rate is the last step's. */
export function meansOf(sums: EpochSums) {
  return {
    loss: sums.loss / sums.weight,
    accuracy: sums.correct / sums.images,
    learningRate: sums.learningRate,
    gradientNorm: sums.gradientNorm / sums.steps,
    imagesPerSecond: sums.images / sums.seconds,
  };
}

/** A run before its first step. */
export function freshState(): TrainState {
  return {
    epoch: 1,
    step: 0,
    sums: zeroSums(),
    window: zeroSums(),
    plateau: { ...FRESH_PLATEAU },
    best: null,
    kept: null,
    records: [],
    seconds: 0,
    finished: false,
  };
}
