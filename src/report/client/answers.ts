/** The network's answers to single images, unpacked from the page. */
import type { ReportAnswers } from '../types.js';

export interface ImageAnswer {
  /** Of the data set. */
  readonly row: number;
  /** Class codes. */
  readonly label: number;
  readonly answer: number;
  /** Nats. */
  readonly loss: number;
  /** By class, 0–1. */
  readonly probabilities: readonly number[];
}

/** By falling loss, as they were packed. @param k classes */
export function unpackAnswers(packed: ReportAnswers, k: number): ImageAnswer[] {
  const labels = bytesOf(packed.labels);
  const answers = bytesOf(packed.answers);
  const losses = new Float32Array(bytesOf(packed.losses).buffer);
  // Written and read in the order of bytes that every browser's machine has: little end first.
  const shares = new Uint16Array(bytesOf(packed.probabilities).buffer);
  return packed.rows.map((row, i) => ({
    row,
    label: labels[i],
    answer: answers[i],
    loss: losses[i],
    probabilities: Array.from(shares.subarray(i * k, (i + 1) * k), (share) => share / 65535),
  }));
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
