/** How far a cross-validation is and how long it will take, from its events. */
import type { FoldEvent } from './cross-validate.js';
import type { ProgressState } from './progress.js';

/**
 * Follows the events of all folds. The time left divides all time since the start by the steps done since then; folds
 * not begun yet are taken to be as long as the present one.
 * @param now milliseconds, for tests
 */
export class FoldProgress {
  readonly #now: () => number;
  #started: number | undefined;
  #stepsPerEpoch = 0;
  #epochs = 0;
  /** Steps done since this start, in all folds. */
  #done = 0;
  /** Steps that the present fold is through, those of an earlier start among them. */
  #position = 0;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  accept({ fold, folds, event }: FoldEvent): ProgressState {
    this.#started ??= this.#now();
    if (event.type === 'start') {
      this.#stepsPerEpoch = event.stepsPerEpoch;
      this.#epochs = event.epochs;
      this.#position = (event.firstEpoch - 1) * event.stepsPerEpoch;
    } else if (event.type === 'step') {
      this.#position = (event.epoch - 1) * this.#stepsPerEpoch + event.step;
      this.#done++;
    }
    const ofFold = this.#epochs * this.#stepsPerEpoch;
    const left = ofFold - this.#position + (folds - fold) * ofFold;
    const seconds = (this.#now() - this.#started) / 1000;
    const secondsLeft = this.#done === 0 ? undefined : (seconds / this.#done) * left;
    return { done: this.#done, total: this.#done + left, secondsLeft };
  }
}
