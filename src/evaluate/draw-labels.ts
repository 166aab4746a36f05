/** Labels for which probabilities are true. */
import type { RandomStream } from '../util/random.js';

/**
 * One label a row, drawn from the row's probabilities: over many draws they are what a perfectly calibrated network would meet.
 * @param probabilities [n, k], each row with the sum 1
 * @returns [n] class codes
 * @example
 * drawLabels(Float32Array.of(0, 1, 1, 0), 2, new RandomStream(1, Purpose.bootstrap)); // [1, 0]
 */
export function drawLabels(probabilities: Float32Array, k: number, random: RandomStream): Uint8Array {
  return Uint8Array.from({ length: probabilities.length / k }, (_, row) => {
    let rest = random.uniform();
    for (let c = 0; c < k - 1; c++) {
      rest -= probabilities[row * k + c];
      if (rest < 0) return c;
    }
    return k - 1;
  });
}
