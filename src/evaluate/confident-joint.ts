/**
 * The first half of confident learning (Northcutt, Jiang & Chuang 2021, "Confident learning: estimating uncertainty in
 * dataset labels", JAIR 70): how many images that are labelled i are really j, from out-of-sample probabilities.
 */
import { DataError, ModelError } from '../util/errors.js';

/** Class by class counts; the first index is the given label, the second the class the image seems to be of. */
export type ClassCounts = readonly (readonly number[])[];

export interface ConfidentJoint {
  /** [classes] mean probability that a class's own images are given to it, 0–1; null for a class without images. */
  readonly thresholds: readonly (number | null)[];
  /** Images that reach the threshold of a class, by label and by the likeliest such class. */
  readonly counts: ClassCounts;
  /** `counts` scaled so that every row sums to the images with that label, in whole images. */
  readonly calibrated: ClassCounts;
}

/** Absorbs the rounding of a mean: images that all have the mean itself must not fall below it. */
const TOLERANCE = 1e-6;

/**
 * Thresholds, confident joint and calibrated joint (sections 3.1 and 3.2 of the paper).
 * An image counts for class j when its probability reaches j's threshold; of several such classes the likeliest wins,
 * of equals the lowest; an image that reaches none is not counted.
 * @param probabilities [n, k] out-of-sample: of networks that did not train on the image
 * @param labels [n] class codes
 * @throws DataError without images or with a label of no class; ModelError when sizes do not fit or a probability is
 *   not a number from 0 to 1
 * @example
 * confidentJoint(probabilities, labels, 7).calibrated[0][4]; // images labelled angry that seem sad
 */
export function confidentJoint(probabilities: Float32Array, labels: Uint8Array, k: number): ConfidentJoint {
  checkProbabilities(probabilities, labels, k);
  const thresholds = meanSelfConfidence(probabilities, labels, k);
  const counts = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  labels.forEach((label, row) => {
    const seems = confidentClass(probabilities.subarray(row * k, (row + 1) * k), thresholds);
    if (seems !== undefined) counts[label][seems]++;
  });
  return { thresholds, counts, calibrated: calibrate(counts, labels) };
}

/** Mean of p(own label) over each class's images. */
function meanSelfConfidence(probabilities: Float32Array, labels: Uint8Array, k: number): (number | null)[] {
  const sums = new Array<number>(k).fill(0);
  const images = new Array<number>(k).fill(0);
  labels.forEach((label, row) => {
    sums[label] += probabilities[row * k + label];
    images[label]++;
  });
  return sums.map((sum, c) => (images[c] === 0 ? null : sum / images[c]));
}

function confidentClass(row: Float32Array, thresholds: readonly (number | null)[]): number | undefined {
  let best: number | undefined;
  thresholds.forEach((threshold, c) => {
    if (threshold === null || row[c] < threshold - TOLERANCE) return;
    if (best === undefined || row[c] > row[best]) best = c;
  });
  return best;
}

/** Equation 3 of the paper, times the number of images. */
function calibrate(counts: ClassCounts, labels: Uint8Array): number[][] {
  const images = counts.map(() => 0);
  for (const label of labels) images[label]++;
  return counts.map((row, i) => {
    // Without a single confident image of the class nothing speaks against its labels.
    const known = row.some((count) => count > 0) ? row : row.map((_, j) => Number(i === j));
    return roundKeepingSum(known, images[i]);
  });
}

/** Scales counts to a total of `total` whole images: rounded down, the rest to the largest remainders. */
function roundKeepingSum(counts: readonly number[], total: number): number[] {
  const sum = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((count) => (count * total) / sum);
  const whole = exact.map(Math.floor);
  const missing = total - whole.reduce((a, b) => a + b, 0);
  const byRemainder = [...exact.keys()].sort((a, b) => exact[b] - whole[b] - (exact[a] - whole[a]) || a - b);
  for (const j of byRemainder.slice(0, missing)) whole[j]++;
  return whole;
}

function checkProbabilities(probabilities: Float32Array, labels: Uint8Array, k: number): void {
  if (labels.length === 0) throw new DataError('There are no labels to check: choose a split that has rows.');
  if (probabilities.length !== labels.length * k) {
    throw new ModelError(
      `${probabilities.length} probabilities do not fit ${labels.length} images of ${k} classes: use a model with these classes.`,
    );
  }
  const wrong = labels.findIndex((label) => label >= k);
  if (wrong >= 0) {
    throw new DataError(
      `Image ${wrong} (counting from 0) has label ${labels[wrong]}, but the classes are 0–${k - 1}: correct the data.`,
    );
  }
  const bad = probabilities.findIndex((p) => !(p >= 0 && p <= 1));
  if (bad < 0) return;
  throw new ModelError(
    `The probability of image ${Math.floor(bad / k)} (counting from 0) in class ${bad % k} is ${probabilities[bad]}: give shares from 0 to 1.`,
  );
}
