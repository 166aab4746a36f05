/**
 * Weights that let a sample stand for all that it was drawn from: what is known of all, such as how hard they are for other
 * networks, holds for the weighted sample too. A sample that happens to be easy then counts its easy images a little less.
 */
import { DataError } from '../util/errors.js';
import { cholesky, choleskySolve } from './cholesky.js';

/** A variance that is smaller beside that of the same column alone is rounding: the other columns already tell this one. */
const NO_VARIANCE = 1e-9;

/**
 * Calibration weights of survey sampling (Deville & Särndal 1992, "Calibration estimators in survey sampling", the linear
 * method): those nearest to equal ones, by squared distance, that sum to one and give the wished means. Whatever goes along with
 * the known numbers is estimated with less variance: by the factor 1 − R² of a regression on them.
 * @param values [n, width] what is known of each image of the sample, finite
 * @param means [width] what these are on average among all
 * @returns [n] weights, all above 0, of sum 1
 * @throws DataError without images; when a column does not differ from image to image, or follows from the others; when the
 *   means are so far from those of the sample that the method would give a weight of 0 or less
 * @example
 * const hard = Float64Array.of(1, 1, 0, 0, 0, 0); // a third of the sample, of all a half
 * surveyWeights(hard, [0.5]); // 1/4, 1/4, 1/8, 1/8, 1/8, 1/8
 */
export function surveyWeights(values: Float64Array, means: readonly number[]): Float64Array {
  const width = means.length;
  const n = values.length / width;
  if (n === 0) throw new DataError('There are no images to weigh: choose a split that has rows.');
  const own = new Float64Array(width);
  for (const [i, value] of values.entries()) own[i % width] += value;
  const centred = values.map((value, i) => value - own[i % width] / n);
  const slope = Float64Array.from(own, (sum, i) => means[i] - sum / n);
  choleskySolve(factorOf(centred, width), width, slope);
  const weights = Float64Array.from({ length: n }, (_, row) => {
    const push = slope.reduce((sum, by, i) => sum + by * centred[row * width + i], 0);
    return (1 + push) / n;
  });
  if (weights.every((weight) => weight > 0)) return weights;
  throw new DataError(
    `${n} images are too few, or too unlike the others, to be weighed like them: choose a larger split.`,
  );
}

/** Cholesky's factor of the covariance. */
function factorOf(centred: Float64Array, width: number): Float64Array {
  const n = centred.length / width;
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < n; row++) {
    for (let i = 0; i < width; i++) {
      const left = centred[row * width + i] / n;
      for (let j = 0; j <= i; j++) covariance[i * width + j] += left * centred[row * width + j];
    }
  }
  const factor = cholesky(covariance.slice(), width);
  for (let i = 0; i < width; i++) {
    const at = i * width + i;
    if (factor[at] ** 2 > NO_VARIANCE * covariance[at]) continue;
    throw new DataError(
      `${n} images do not differ enough in what they are weighed by: choose a larger split, with every class.`,
    );
  }
  return factor;
}
