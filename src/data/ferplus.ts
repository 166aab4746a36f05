/**
 * What FER+'s votes make of an image, by the rules of its paper (Barsoum et al. 2016, "Training deep networks for facial
 * expression recognition with crowd-sourced label distribution", arXiv:1608.01041): eight classes, contempt among them, and images
 * left out on which people do not agree enough, or in which they see no expression or no face.
 */
import { FERPLUS_CLASSES } from '../util/classes.js';
import { CLASS_OF_VOTE, VOTE_NAMES } from './votes.js';

const WIDTH = FERPLUS_CLASSES.length;
const CONTEMPT = VOTE_NAMES.indexOf('contempt');
/** Answers from here on are no expression: unknown, and not a face. */
const NO_EXPRESSION = CONTEMPT + 1;
/** A vote that nobody else shares is taken for a slip. */
const SLIP = 1;
/** Share of the votes that the counted answers should reach, and the most answers that are counted. */
const ENOUGH = 0.75;
const MOST_ANSWERS = 3;

/**
 * The class that more than half of the votes are for, single votes left aside: what the paper's test images are judged by.
 * @param cast votes in the order of `VOTE_NAMES`
 * @returns a code of `FERPLUS_CLASSES`; undefined without such a majority, or with one for "unknown" or "not a face"
 * @example
 * ferplusMajority([7, 0, 0, 2, 0, 0, 0, 1, 0, 0]); // 6, neutral
 */
export function ferplusMajority(cast: ArrayLike<number>): number | undefined {
  const votes = withoutSlips(cast);
  const most = Math.max(...votes);
  if (most <= 0.5 * sum(votes)) return undefined;
  return codeOf(votes.indexOf(most));
}

/**
 * The paper's label distribution (its "probability" and "cross-entropy" schemes): the most frequent answers until
 * three quarters of the votes are covered, at most three, single votes left aside.
 * @param cast votes in the order of `VOTE_NAMES`
 * @returns [8] shares that sum to 1, in the order of `FERPLUS_CLASSES`; undefined where they cover too few votes, are too many,
 *   or where "unknown" or "not a face" leads
 * @example
 * ferplusDistribution([5, 0, 0, 3, 2, 0, 0, 0, 0, 0]); // neutral 0.625, sad 0.375
 */
export function ferplusDistribution(cast: ArrayLike<number>): Float32Array | undefined {
  const votes = withoutSlips(cast);
  const total = sum(votes);
  const counted = mostFrequent(votes, total);
  const covered = sum(counted);
  const answers = counted.filter((count) => count > 0).length;
  if (covered <= 0.5 * total || answers > MOST_ANSWERS) return undefined;
  const leads = counted.indexOf(Math.max(...counted));
  if (leads >= NO_EXPRESSION) return undefined;
  const expressions = counted.slice(0, NO_EXPRESSION);
  const shares = new Float32Array(WIDTH);
  const whole = sum(expressions);
  expressions.forEach((count, answer) => {
    if (count > 0) shares[codeOf(answer)!] = count / whole;
  });
  return shares;
}

/**
 * Answers in falling order of votes, all of a tie at once, until enough votes are covered. "Unknown" and "not a face" end the
 * count; they are part of it only where they lead.
 */
function mostFrequent(votes: readonly number[], total: number): number[] {
  const left = [...votes];
  const counted = left.map(() => 0);
  let covered = 0;
  let answers = 0;
  let expressions = true;
  while (covered < ENOUGH * total && answers < MOST_ANSWERS && expressions) {
    const most = Math.max(...left);
    for (let i = 0; i < left.length && expressions; i++) {
      if (left[i] !== most) continue;
      left[i] = 0;
      covered += most;
      expressions = i < NO_EXPRESSION;
      if (expressions || answers === 0) {
        counted[i] = most;
        answers++;
      }
    }
  }
  return counted;
}

function withoutSlips(cast: ArrayLike<number>): number[] {
  return Array.from(cast, (count) => (count > SLIP ? count : 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

function codeOf(answer: number): number | undefined {
  if (answer >= NO_EXPRESSION) return undefined;
  return answer === CONTEMPT ? WIDTH - 1 : CLASS_OF_VOTE[answer];
}
