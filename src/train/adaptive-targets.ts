/**
 * Targets that learn from the network's own answers: self-adaptive training (Huang, Zhang & Zhang 2020, "Self-adaptive
 * training: beyond empirical risk minimization", algorithm 1, without its sample weights). What the network goes on saying
 * of an image, epoch after epoch, takes over from a label that nothing else supports.
 */
import { argmax, softmax } from '../evaluate/logits.js';

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
  readonly #classes: number;
  readonly #momentum: number;
  readonly #first: number;

  /**
   * @param initial [count, classes] rows that sum to 1; copied
   * @param epochs of the whole run
   */
  constructor(initial: Float32Array, classes: number, { momentum, from }: AdaptiveSettings, epochs: number) {
    this.table = initial.slice();
    this.#labels = argmax(initial, classes);
    this.#classes = classes;
    this.#momentum = momentum;
    this.#first = Math.floor(from * epochs) + 1;
  }

  /**
   * One visit of these rows: t ← m·t + (1 − m)·softmax(logits), from the settings' epoch on.
   * @param epoch from 1
   * @param logits [n, classes] of the training step
   * @returns answers that agree with the first targets: the moved ones agree with the network by their making
   */
  learn(epoch: number, rows: Uint32Array, logits: Float32Array): number {
    const answers = argmax(logits, this.#classes);
    if (epoch >= this.#first) this.#move(rows, softmax(logits, this.#classes));
    return answers.filter((answer, i) => answer === this.#labels[rows[i]]).length;
  }

  /** Brings back what a checkpoint held. */
  restore(table: Float32Array): void {
    this.table.set(table);
  }

  #move(rows: Uint32Array, said: Float32Array): void {
    const { table } = this;
    const [classes, momentum] = [this.#classes, this.#momentum];
    for (const [i, row] of rows.entries()) {
      const [to, from] = [row * classes, i * classes];
      for (let c = 0; c < classes; c++) {
        table[to + c] = momentum * table[to + c] + (1 - momentum) * said[from + c];
      }
    }
  }
}
