/**
 * Targets that learn from the network's own answers: self-adaptive training (Huang, Zhang & Zhang 2020, "Self-adaptive
 * training: beyond empirical risk minimization", algorithm 1, without its sample weights). What the network goes on saying
 * of an image, epoch after epoch, takes over from a label that nothing else supports.
 */
import { exp } from '../util/math.js';

export interface AdaptiveSettings {
  /** Share of the old target that is kept at each visit, 0–1. */
  readonly momentum: number;
  /** Share of the epochs after which targets begin to move: before it, answers say little. */
  readonly from: number;
}

export class AdaptiveTargets {
  /** [count, classes] the targets as they stand; changed in place. */
  readonly table: Float32Array;
  readonly #labels: Uint8Array;
  readonly #first: number;
  readonly #classes: number;
  readonly #momentum: number;

  /**
   * @param initial [count, classes] rows that sum to 1; copied
   * @param epochs of the whole run
   */
  constructor(initial: Float32Array, classes: number, { momentum, from }: AdaptiveSettings, epochs: number) {
    this.#classes = classes;
    this.#momentum = momentum;
    this.table = initial.slice();
    this.#labels = Uint8Array.from({ length: initial.length / classes }, (_, row) => {
      return largest(initial, row * classes, classes);
    });
    this.#first = Math.floor(from * epochs) + 1;
  }

  /**
   * One visit of these rows: t ← m·t + (1 − m)·softmax(logits), from the settings' epoch on.
   * @param epoch from 1
   * @param logits [n, classes] of the training step
   * @returns answers that agree with the first targets: the moved ones agree with the network by their making
   */
  learn(epoch: number, rows: Uint32Array, logits: Float32Array): number {
    const classes = this.#classes;
    let correct = 0;
    for (const [i, row] of rows.entries()) {
      if (largest(logits, i * classes, classes) === this.#labels[row]) correct++;
      if (epoch >= this.#first) this.#move(row * classes, logits, i * classes);
    }
    return correct;
  }

  /** Brings back what a checkpoint held. */
  restore(table: Float32Array): void {
    this.table.set(table);
  }

  #move(to: number, logits: Float32Array, from: number): void {
    const { table } = this;
    const [classes, momentum] = [this.#classes, this.#momentum];
    const top = logits[from + largest(logits, from, classes)];
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += exp(logits[from + c] - top);
    for (let c = 0; c < classes; c++) {
      const said = exp(logits[from + c] - top) / sum;
      table[to + c] = momentum * table[to + c] + (1 - momentum) * said;
    }
  }
}

/** Where the largest of the values from `at` on stands, the first of equals. */
function largest(values: Float32Array, at: number, count: number): number {
  let best = 0;
  for (let c = 1; c < count; c++) if (values[at + c] > values[at + best]) best = c;
  return best;
}
