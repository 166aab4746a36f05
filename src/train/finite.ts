/** The guard against runs that blow up: one sentence with the place, and what to try. */
import type { TensorMap } from '../engine/api.js';
import { TrainingError } from '../util/errors.js';

/** Where a run stands, for the message. */
export interface Place {
  readonly epoch: number;
  /** From 1. */
  readonly step: number;
  readonly stepsPerEpoch: number;
  readonly learningRate: number;
  /** Whether gradients are clipped already. */
  readonly clipped: boolean;
  /** What of the run is safe on disk. */
  readonly saved: string;
}

/**
 * @param what `loss`, `gradient norm` or `validation loss`
 * @throws TrainingError when the value is NaN or infinite
 */
export function requireFinite(value: number, what: string, place: Place): void {
  if (!Number.isFinite(value)) throw blownUp(`The ${what} became ${value}`, place);
}

/** @throws TrainingError naming the first tensor that holds NaN or an infinity */
export function requireFiniteTensors(tensors: TensorMap, place: Place): void {
  for (const [name, { data }] of tensors) {
    for (let i = 0; i < data.length; i++) {
      if (!Number.isFinite(data[i])) throw blownUp(`Tensor ${name} came to hold ${data[i]}`, place);
    }
  }
}

function blownUp(what: string, place: Place): TrainingError {
  const clip = place.clipped ? 'a smaller --clip' : '--clip 1';
  return new TrainingError(
    `${what} in epoch ${place.epoch}, step ${place.step} of ${place.stepsPerEpoch}; start anew with a lower learning rate (now ${place.learningRate}), ${clip} or a longer warm-up; ${place.saved}.`,
  );
}
