/**
 * Learning-rate schedules: the rate of a step as a pure function of its number, so that a resumed run needs no
 * memory of earlier steps. `plateau` alone has a memory (it looks at losses); it lives in the checkpoint.
 */
import { z } from 'zod';
import { sinCos } from '../util/math.js';

/** Epochs of linear warm-up from near 0 to the base rate; may be a fraction. */
const warmupEpochs = z.number().min(0).max(1000).default(0);

/** Every schedule with its defaults, and why they are so. */
export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant'), warmupEpochs }),
  z.strictObject({
    kind: z.literal('step'),
    warmupEpochs,
    /** Epochs between two drops, warm-up included. */
    everyEpochs: z.number().int().min(1).default(10),
    /** The rate is multiplied by this at each drop; 0.1 is He et al. 2016's choice. */
    factor: z.number().gt(0).lt(1).default(0.1),
  }),
  z.strictObject({
    kind: z.literal('plateau'),
    warmupEpochs,
    /** Halving is gentler than the usual tenth, so a drop that comes too early costs little. */
    factor: z.number().gt(0).lt(1).default(0.5),
    /** Epochs without a better loss that are put up with before a drop. */
    patience: z.number().int().min(0).default(3),
    /** The rate never falls under this share of the base rate. */
    minimum: z.number().min(0).max(1).default(0.001),
  }),
  z.strictObject({
    kind: z.literal('cosine'),
    warmupEpochs,
    /** Share of the base rate that is reached at the very end (Loshchilov & Hutter 2017 end at 0). */
    final: z.number().min(0).max(1).default(0),
  }),
  z.strictObject({
    kind: z.literal('one-cycle'),
    /** Share of the run spent rising to the base rate, which is the peak: its own warm-up (Smith & Topin 2018). */
    peakAt: z.number().gt(0).lt(1).default(0.3),
    /** Share of the peak at the first step. */
    start: z.number().gt(0).max(1).default(0.04),
    /** Share of the peak at the last step. */
    final: z.number().min(0).max(1).default(0.000004),
    ramp: z.enum(['linear', 'cosine']).default('cosine'),
  }),
]);
export type Schedule = z.output<typeof scheduleSchema>;

/** How long a run is, in steps. */
export interface RunLength {
  readonly epochs: number;
  readonly stepsPerEpoch: number;
}

/** 0 → 0, 1 → 1 along half a cosine wave. */
function cosineRamp(t: number): number {
  return (1 - sinCos(Math.PI * t)[1]) / 2;
}

/**
 * Share of the base learning rate that a step gets, without plateau's own factor.
 * @param step from 0, over the whole run
 * @returns 0–1
 * @example
 * rateShare({ kind: 'cosine', warmupEpochs: 0, final: 0 }, 0, { epochs: 2, stepsPerEpoch: 10 }); // 1
 */
export function rateShare(schedule: Schedule, step: number, length: RunLength): number {
  const total = length.epochs * length.stepsPerEpoch;
  if (schedule.kind === 'one-cycle') return oneCycle(schedule, step, total);
  const warmup = Math.round(schedule.warmupEpochs * length.stepsPerEpoch);
  // The first step already moves (1/warmup, not 0): a rate of 0 would waste a batch.
  if (step < warmup) return (step + 1) / warmup;
  if (schedule.kind === 'step') {
    let share = 1;
    const drops = Math.floor(step / (schedule.everyEpochs * length.stepsPerEpoch));
    for (let drop = 0; drop < drops; drop++) share *= schedule.factor;
    return share;
  }
  if (schedule.kind === 'cosine') {
    // The last step sits exactly on `final`.
    const t = (step - warmup) / Math.max(1, total - 1 - warmup);
    return 1 + (schedule.final - 1) * cosineRamp(t);
  }
  return 1;
}

function oneCycle(schedule: Extract<Schedule, { kind: 'one-cycle' }>, step: number, total: number): number {
  const peak = Math.max(1, Math.round(schedule.peakAt * (total - 1)));
  const rising = step <= peak;
  const t = rising ? step / peak : (step - peak) / Math.max(1, total - 1 - peak);
  const ramp = schedule.ramp === 'linear' ? t : cosineRamp(t);
  const [from, to] = rising ? [schedule.start, 1] : [1, schedule.final];
  return from + (to - from) * ramp;
}

/** What `plateau` remembers between epochs; part of the checkpoint. */
export interface PlateauState {
  /** Share of the base rate in force, 0–1. */
  readonly share: number;
  /** Smallest loss seen; null before the first epoch. */
  readonly best: number | null;
  /** Epochs since then. */
  readonly waited: number;
}

export const FRESH_PLATEAU: PlateauState = { share: 1, best: null, waited: 0 };

/** A loss must fall by this share to count, so that noise in the fourth digit does not (PyTorch's default). */
const PLATEAU_THRESHOLD = 1e-4;

/**
 * Plateau's memory after one more epoch; every other schedule returns its argument.
 * @param loss validation loss of the epoch, or the training loss when nothing is validated
 */
export function afterEpoch(schedule: Schedule, state: PlateauState, loss: number): PlateauState {
  if (schedule.kind !== 'plateau') return state;
  if (state.best === null || loss < state.best * (1 - PLATEAU_THRESHOLD)) {
    return { share: state.share, best: loss, waited: 0 };
  }
  const waited = state.waited + 1;
  if (waited <= schedule.patience) return { ...state, waited };
  return { share: Math.max(schedule.minimum, state.share * schedule.factor), best: state.best, waited: 0 };
}
