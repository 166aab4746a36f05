/** How far a run is and how long it will take, from its events. */
import type { TrainEvent } from './events.js';

/** Where a run stands. */
export interface ProgressState {
  /** Steps done since this start and the steps there are to do. */
  readonly done: number;
  readonly total: number;
  /** Seconds to the end at the speed so far; undefined before the first step. */
  readonly secondsLeft: number | undefined;
}

/**
 * Follows a run's events. The estimate divides all time since the start, validation included, by the steps done.
 * @param now milliseconds, for tests
 * @example
 * const progress = new RunProgress();
 * onEvent = (event) => console.log(progress.accept(event).secondsLeft);
 */
export class RunProgress {
  readonly #now: () => number;
  #started = 0;
  #first = 1;
  #steps = 0;
  #total = 0;
  /** Steps this start skipped because a checkpoint had them. */
  #offset: number | undefined;
  #done = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  accept(event: TrainEvent): ProgressState {
    if (event.type === 'start') {
      this.#started = this.#now();
      this.#first = event.firstEpoch;
      this.#steps = event.stepsPerEpoch;
      this.#total = (event.epochs - event.firstEpoch + 1) * event.stepsPerEpoch;
    } else if (event.type === 'step') {
      const position = (event.epoch - this.#first) * this.#steps + event.step;
      // A run resumed inside an epoch begins at a later step than the first.
      this.#offset ??= position - 1;
      this.#done = position;
    } else if (event.type === 'epoch') {
      this.#done = (event.record.epoch - this.#first + 1) * this.#steps;
    }
    return this.#state();
  }

  #state(): ProgressState {
    const offset = this.#offset ?? 0;
    const done = Math.max(0, this.#done - offset);
    const total = Math.max(0, this.#total - offset);
    const seconds = (this.#now() - this.#started) / 1000;
    return { done, total, secondsLeft: done === 0 ? undefined : (seconds / done) * (total - done) };
  }
}
